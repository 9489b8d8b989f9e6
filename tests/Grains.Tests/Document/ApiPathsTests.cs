using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Tests.Document;

public class ApiPathsTests
{
    [Theory]
    [InlineData("/llm/v1")]
    [InlineData("/llm")]
    [InlineData("/openai-eu/v1")]
    [InlineData("/v1beta")]
    [InlineData("/a.b_c~d-e")]
    public void An_API_may_be_served_under(string path) => Assert.Null(ApiPaths.Problem(path));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("llm")]
    [InlineData("/llm/")]
    [InlineData("/llm//v1")]
    [InlineData("/llm/../admin")]
    [InlineData("/llm/./v1")]
    [InlineData("/llm?x")]
    [InlineData("/llm#x")]
    [InlineData("/{api}")]
    [InlineData("/ll m")]
    [InlineData("/%61dmin")]
    [InlineData("/admin")]
    [InlineData("/Admin/v1")]
    [InlineData("/health/x")]
    [InlineData("/metrics")]
    [InlineData("/portal")]
    [InlineData("/_blazor")]
    [InlineData("/v1")]
    [InlineData("/v1/llm")]
    [InlineData("/openai/v1")]
    public void No_API_is_served_under(string path) => Assert.NotNull(ApiPaths.Problem(path));

    [Theory]
    [InlineData("/llm", "/llm", true)]
    [InlineData("/llm", "/LLM", true)]
    [InlineData("/llm", "/llm/v1", true)]
    [InlineData("/llm/v1", "/llm", true)]
    [InlineData("/llm", "/llm2", false)]
    [InlineData("/llm/v1", "/llm/v2", false)]
    public void Paths_overlap_at_whole_parts_only(string a, string b, bool overlap) => Assert.Equal(overlap, ApiPaths.Overlap(a, b));
}
