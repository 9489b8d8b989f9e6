using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.AdminApi;

namespace Orleans.Gateway.Portal.TestConsole;

/// <summary>
/// The key that the test console calls with: typed in, or one of a subscription that the console makes for whoever has signed in, since a new key takes the one
/// before away. In the memory of the circuit only.
/// </summary>
internal sealed class OwnKey(AdminClient admin)
{
    /// <summary>The product that the console makes for itself.</summary>
    public const string Own = "console";

    private const int MostLetters = 40;

    public string Value { get; set; } = "";

    /// <summary>Of whoever this is alone: the name is as much of theirs as a name can hold, and tells those apart of whom that is the same.</summary>
    public static string Subscription(Operator who)
    {
        var letters = string.Concat(who.Name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-');
        return $"{Own}-{(letters.Length <= MostLetters ? letters : letters[..MostLetters])}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(who.Name)))[..6]}";
    }

    /// <summary>Makes a new key of their own subscription, whose product may use the API and says how calls were routed.</summary>
    public async Task<Problem?> MakeAsync(string api)
    {
        var problem = await GrantAsync(api);
        if (problem is not null)
        {
            return problem;
        }

        var path = AdminPath.Of("subscriptions", Subscription(await admin.WhoAsync()));
        var present = await admin.GetAsync(path);
        var made = present.Status is 404
            ? await admin.PutAsync(path, new JsonObject { ["product"] = Own }, null)
            : await admin.PostAsync($"{path}/keys/primary/regenerate");
        Value = (string?)made.Body?["keys"]?["primary"] ?? Value;
        return made.Problem;
    }

    private async Task<Problem?> GrantAsync(string api)
    {
        var path = AdminPath.Of("products", Own);
        var present = await admin.GetAsync(path);
        if (!present.IsSuccess && present.Status is not 404)
        {
            return present.Problem;
        }

        var product = present.IsSuccess ? present.Body!.DeepClone().AsObject() : new JsonObject { ["showRouting"] = true };
        var apis = product["apis"] as JsonObject ?? [];
        if (apis.ContainsKey(api))
        {
            return null;
        }

        apis[api] = new JsonArray("*");
        product["apis"] = apis.DeepClone();
        return (await admin.PutAsync(path, product, present.ETag)).Problem;
    }
}
