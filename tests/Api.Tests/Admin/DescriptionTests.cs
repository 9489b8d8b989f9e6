using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>What the admin API says about itself.</summary>
public sealed partial class DescriptionTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Every_operation_is_described_and_every_reference_leads_somewhere()
    {
        using var response = await fixture.Http.GetAsync(new Uri("/admin/openapi.json", UriKind.Relative), Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        var document = JsonElement.Parse(text);

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => (Path: path.Name, Operation: operation))).ToList();
        Assert.Contains(operations, operation => operation is { Path: "/apis/{api}/aliases/{alias}", Operation.Name: "put" });
        Assert.Equal(operations.Count, operations.Select(operation => operation.Operation.Value.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation.Operation.Value.GetProperty("summary").GetString()!);
            var named = operation.Operation.Value.GetProperty("parameters").EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString());
            Assert.Equal(Parameter().Matches(operation.Path).Select(match => match.Groups[1].Value), named);
            Assert.True(operation.Operation.Value.GetProperty("responses").GetProperty("401").GetProperty("content").TryGetProperty("application/problem+json", out _));
        });
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.All(Reference().Matches(text).Select(match => match.Groups[1].Value), name => Assert.True(schemas.TryGetProperty(name, out _), name));
        Assert.True(schemas.GetProperty("backend").GetProperty("properties").TryGetProperty("credentials", out _));
    }

    [Fact]
    public async Task The_page_for_people_loads_nothing_from_elsewhere()
    {
        using var response = await fixture.Http.GetAsync(new Uri("/admin/docs", UriKind.Relative), Cancellation);
        var page = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotMatch("""(src|href)\s*=\s*["']?(https?:)?//""", page);
        Assert.DoesNotContain("fonts.scalar", page, StringComparison.Ordinal);
        var script = Script().Match(page).Groups[1].Value;
        using var code = await fixture.Http.GetAsync(new Uri(response.RequestMessage!.RequestUri!, script), Cancellation);
        Assert.Equal(HttpStatusCode.OK, code.StatusCode);
    }

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("""src\s*=\s*["']([^"']+)["']""")]
    private static partial Regex Script();
}
