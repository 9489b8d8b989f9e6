using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Tests.Catalog;

public class ApiRoutesTests
{
    /// <summary>Which API, what follows its path, and the model that the path names; null: nobody serves it.</summary>
    public static TheoryData<string, string?, string, string?> Served => new()
    {
        { "/llm/v1/chat/completions", "llm", "/chat/completions", null },
        { "/llm/v1", "llm", "", null },
        { "/llm/v1/", "llm", "/", null },
        { "/LLM/V1/models", "llm", "/models", null },
        { "/llm/v1x/models", null, "", null },                       // a path ends at a slash
        { "/llm/v1/eu/models", "eu", "/models", null },              // the longer path wins
        { "/llm/v1/eux/models", "llm", "/eux/models", null },
        { "/llm", null, "", null },
        { "/", null, "", null },
        { "", null, "", null },
        { "/v1/chat/completions", "llm", "/chat/completions", null },
        { "/v1/models/gpt", "llm", "/models/gpt", null },
        { "/v10/models", null, "", null },
        { "/openai/v1/models", "llm", "/models", null },
        { "/OpenAI/V1/models", "llm", "/models", null },
        { "/openai/deployments/gpt/chat/completions", "llm", "/chat/completions", "gpt" },
        { "/openai/deployments/team/gpt/chat/completions", "llm", "/chat/completions", "team/gpt" }, // an alias may hold slashes
        { "/openai/deployments/gpt/Chat/Completions", "llm", "/chat/completions", "gpt" },
        { "/openai/deployments//chat/completions", null, "", null },
        { "/openai/deployments/chat/completions", null, "", null },
        { "/openai/deployments/gpt/embeddings", null, "", null },
        { "/openai/deployments/gpt", null, "", null },
    };

    [Theory]
    [MemberData(nameof(Served))]
    public void A_path_is_served_by(string path, string? api, string rest, string? model)
    {
        var view = Views.Compile(new()
        {
            Epoch = 1,
            Apis = new Dictionary<string, ApiDefinition>
            {
                ["llm"] = new() { Path = "/llm/v1", Default = true },
                ["eu"] = new() { Path = "/llm/v1/eu" },
            },
        });

        Assert.Equal(api is null ? null : new ApiRoute(api, rest, model), ApiRoutes.Find(view, path));
    }

    [Theory]
    [InlineData(1, false, "a")] // an only one needs no mark
    [InlineData(2, false, null)]
    [InlineData(2, true, "b")]
    public void Paths_without_an_API_of_their_own_go_to_the_default(int apis, bool marked, string? expected)
    {
        var view = Views.Compile(new()
        {
            Epoch = 1,
            Apis = new[] { "a", "b" }.Take(apis).ToDictionary(name => name, name => new ApiDefinition { Path = $"/{name}", Default = marked && name == "b" }),
        });

        Assert.Equal(expected, ApiRoutes.Find(view, "/v1/models")?.Api);
    }

    [Fact]
    public void An_empty_catalog_serves_nothing() => Assert.Null(ApiRoutes.Find(CatalogView.Empty, "/v1/models"));
}
