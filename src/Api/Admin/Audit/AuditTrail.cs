using System.Text;
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
            (Before, After) = result.Plan is { } plan ? (null, Encoding.UTF8.GetString(plan)) : (result.Before?.Text, result.After?.Text);
            Epoch = result.Epoch;
        }
    }
}
