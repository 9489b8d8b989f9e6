namespace Orleans.Gateway.FakeProvider.Observation;

/// <summary>What a path speaks.</summary>
public enum Dialect
{
    OpenAi,
    Anthropic,
}
