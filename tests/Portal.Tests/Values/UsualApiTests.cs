using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Apis;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class UsualApiTests
{
    [Theory]
    [InlineData("""[]""", null)]
    [InlineData("""[{ "name": "a", "definition": {} }, { "name": "b", "definition": { "default": false } }]""", "a")]
    [InlineData("""[{ "name": "a", "definition": {} }, { "name": "b", "definition": { "default": true } }]""", "b")]
    public void It_is_the_default_one_or_the_first(string apis, string? usual) => Assert.Equal(usual, UsualApi.Of(JsonNode.Parse(apis)!.AsArray()));
}
