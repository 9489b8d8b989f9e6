using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Subscriptions;

/// <summary>The property <c>claims</c> of a subscription as its form shows it.</summary>
public sealed class ClaimsForm
{
    public const int Most = 10;

    public ClaimsForm(JsonObject definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Claims = [.. ((definition["claims"] as JsonObject) ?? []).Select(claim => new ClaimForm { Name = claim.Key, Value = $"{claim.Value}" })];
    }

    public List<ClaimForm> Claims { get; }

    /// <summary>What would be lost without a word otherwise; everything else the admin API says.</summary>
    public string? Mistake =>
        Claims.Any(claim => claim.Name.Trim().Length == 0 || claim.Value.Trim().Length == 0) ? "Every claim needs a name and a value."
        : Claims.GroupBy(claim => claim.Name.Trim()).FirstOrDefault(same => same.Count() > 1) is { } twice ? $"The claim '{twice.Key}' is there twice. Of a claim with several values, name the one that counts."
        : null;

    /// <summary>The definition with what the form says. Only without a <see cref="Mistake"/>.</summary>
    public JsonObject Into(JsonObject definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var subscription = definition.DeepClone().AsObject();
        subscription.Remove("claims");
        if (Claims.Count > 0)
        {
            subscription["claims"] = new JsonObject(Claims.Select(claim => KeyValuePair.Create(claim.Name.Trim(), (JsonNode?)claim.Value.Trim())));
        }

        return subscription;
    }
}

/// <summary>One claim that a token has to have.</summary>
public sealed class ClaimForm
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";
}
