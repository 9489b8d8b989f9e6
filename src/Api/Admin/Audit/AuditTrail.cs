using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Audit;

/// <summary>What a handler says about what it did, for the audit record. Secrets are references or masks here.</summary>
internal sealed class AuditTrail
{
    /// <summary>What it was done to; null: what the path says.</summary>
    public string? Object { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }

    public long? Epoch { get; set; }

    public void Changed(EditResult result)
    {
        if (result.Problem is EditProblem.None)
        {
            (Before, After, Epoch) = (result.Before?.Text, result.After?.Text, result.Epoch);
        }
    }
}
