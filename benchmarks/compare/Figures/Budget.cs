namespace Orleans.Gateway.Compare.Figures;

/// <summary>What something may cost.</summary>
/// <param name="Measured">Null where the peer that it is measured against was not there.</param>
internal sealed record Budget(string What, double Limit, double? Measured, string Unit)
{
    public string Verdict => Measured is not { } measured ? "not measured" : measured <= Limit ? "met" : "**not met**";
}
