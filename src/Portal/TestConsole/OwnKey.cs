using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.AdminApi;

namespace Orleans.Gateway.Portal.TestConsole;

/// <summary>
/// The key that the test console calls with: typed in, or one of the console's own subscription. In the memory of the circuit only.
/// </summary>
internal sealed class OwnKey(AdminClient admin)
{
    /// <summary>The product and the subscription that the console makes for itself.</summary>
    public const string Own = "console";

    public string Value { get; set; } = "";

    /// <summary>Makes a new key of the console's own subscription, whose product may use the API and says how calls were routed.</summary>
    public async Task<Problem?> MakeAsync(string api)
    {
        var problem = await GrantAsync(api);
        if (problem is not null)
        {
            return problem;
        }

        var path = AdminPath.Of("subscriptions", Own);
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
