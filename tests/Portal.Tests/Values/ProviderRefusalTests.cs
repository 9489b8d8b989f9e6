using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Backends;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class ProviderRefusalTests
{
    [Theory]
    [InlineData("""{"status":401,"problem":"Your own key is not at fault."}""", "The provider refused the credential. Look at the key, or at the header it is sent in.")]
    [InlineData("""{"status":404,"problem":"The model x does not exist."}""", "The model x does not exist. Look at the URL, and at the model's name.")]
    [InlineData("""{"problem":"The model provider could not be reached."}""", "The model provider could not be reached. Look at the URL, and at whether this node may connect to it.")]
    [InlineData("""{"status":400,"problem":"temperature is too high."}""", "temperature is too high.")]
    [InlineData("""{"problem":"There was no answer within 30 seconds."}""", "There was no answer within 30 seconds.")]
    public void Operators_are_told_where_to_look(string tested, string expected) => Assert.Equal(expected, ProviderRefusal.Of(JsonNode.Parse(tested)!.AsObject()));
}
