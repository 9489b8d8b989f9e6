namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>What the provider's grammar compiler takes in one request, over all strict tools and the answer's schema.</summary>
internal struct SchemaBudget
{
    private const int MostStrictTools = 20;
    private const int MostOptional = 24;
    private const int MostUnions = 16;

    private int _tools;
    private int _optional;
    private int _unions;

    /// <summary>Spends what one schema needs, or nothing and says no.</summary>
    public bool TrySpend(int optional, int unions, bool isTool)
    {
        if (_optional + optional > MostOptional || _unions + unions > MostUnions || (isTool && _tools == MostStrictTools))
        {
            return false;
        }

        _optional += optional;
        _unions += unions;
        _tools += isTool ? 1 : 0;
        return true;
    }
}
