using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.OpenAi;

/// <summary>A request under examination.</summary>
/// <param name="Model">The known model that it is for.</param>
internal sealed record ChatRequest(JsonElement Body, string Model)
{
    internal IReadOnlyList<JsonElement> Messages { get; } = [.. Body.Get("messages").Items()];

    internal bool Reasons => OpenAiModels.Reasons(Model);
}
