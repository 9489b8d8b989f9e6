using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>What the schemas of one request may cost: the gateway, which rebuilds them, and the provider's grammar compiler.</summary>
internal struct SchemaBudget
{
    // In values at any depth, names included: far above what any model could follow.
    private const int LargestRebuilt = 8_000;

    // 25 of the largest: more than the tools of any agent, and less than a second of work.
    private const int MostRebuilt = 200_000;

    // Over all strict tools and the answer's schema.
    private const int MostStrictTools = 20;
    private const int MostOptional = 24;
    private const int MostUnions = 16;

    private int _rebuilt;
    private int _tools;
    private int _optional;
    private int _unions;

    /// <summary>Spends what it costs to rebuild a schema, or nothing and says no: it is then passed on as it is, or not at all.</summary>
    public bool TryRebuild(JsonValue schema)
    {
        var size = schema.Size;
        if (size > LargestRebuilt || _rebuilt + size > MostRebuilt)
        {
            return false;
        }

        _rebuilt += size;
        return true;
    }

    /// <summary>Spends what the provider needs for one schema, or nothing and says no.</summary>
    public bool TryCompile(int optional, int unions, bool isTool)
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
