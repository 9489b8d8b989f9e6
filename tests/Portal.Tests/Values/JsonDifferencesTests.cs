using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Parts;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class JsonDifferencesTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", "a: 1 > 2")]
    [InlineData("""{"a":1}""", """{}""", "a: 1 > ")]
    [InlineData("""{"a":[{"b":"x"}]}""", """{"a":[{"b":"y"},{"b":"z"}]}""", "a[0].b: x > y; a[1]: > {b:z}")]
    [InlineData("null", """{"a":1}""", ": > {a:1}")]
    public void Property_by_property(string before, string after, string expected) => Assert.Equal(
        expected.Replace(" ", "", StringComparison.Ordinal),
        string.Join(';', JsonDifferences.Between(JsonNode.Parse(before), JsonNode.Parse(after)).Select(one => $"{one.Path}:{one.Before}>{one.After}"))
            .Replace("\"", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
}
