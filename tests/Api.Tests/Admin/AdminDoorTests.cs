using System.Net;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>Who gets into the admin API, and how it says no.</summary>
public sealed class AdminDoorTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    public static TheoryData<string, string> Doors => new()
    {
        { "GET", "backends/one" }, { "GET", "apis/llm/aliases/gpt" }, { "PUT", "apis/llm/aliases/gpt" }, { "GET", "nothing" }, { "DELETE", "backends/one" }, { "POST", "keys" }, { "PUT", "config" }, { "GET", "audit" },
        { "GET", "backends/none-such" }, { "GET", "" }, { "GET", "nothing.json" },
    };

    [Theory, MemberData(nameof(Doors))]
    public async Task Only_the_admin_key_opens_it(string method, string path)
    {
        foreach (var authorization in (string?[])[null, $"Bearer {Documents.Key}", "Bearer ", "Bearer an-admin-key-for-testz", "Basic YWRtaW46YWRtaW4=", RunningGateway.AdminKey])
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(new HttpMethod(method), $"{fixture.Gateway.Url}/admin/v1/{path}");
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            using var response = await client.SendAsync(request, Cancellation);
            await response.ProblemAsync(401, Cancellation);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Theory]
    [InlineData("GET", "nothing")]
    [InlineData("GET", "nothing.json")]
    [InlineData("GET", "apis/llm/aliases/none-such")]
    [InlineData("GET", "backends/none-such")]
    [InlineData("GET", "backends/gpt-4.1")]
    [InlineData("POST", "nothing")]
    public async Task What_is_not_there_is_a_problem(string method, string path)
    {
        using var response = await fixture.Http.SendAsync(AdminCalls.Signed(new HttpRequestMessage(new HttpMethod(method), $"/admin/v1/{path}")), Cancellation);

        await response.ProblemAsync(404, Cancellation);
    }

    [Theory]
    [InlineData("PATCH", "backends/one")]
    [InlineData("POST", "apis/llm/aliases/gpt")]
    public async Task A_method_that_is_not_there_is_a_problem(string method, string path)
    {
        using var response = await fixture.Http.SendAsync(AdminCalls.Signed(new HttpRequestMessage(new HttpMethod(method), $"/admin/v1/{path}")), Cancellation);

        Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed]);
        await response.ProblemAsync((int)response.StatusCode, Cancellation);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_cut_off()
    {
        using var response = await fixture.Http.AdminPutAsync("apis/llm/aliases/gpt", new string(' ', 8 * 1024 * 1024), Cancellation, ifMatch: "\"1\"");

        await response.ProblemAsync(413, Cancellation);
    }

    [Fact]
    public async Task The_admin_key_is_no_subscription_key()
    {
        using var request = AdminCalls.Signed(new HttpRequestMessage(HttpMethod.Get, "/llm/v1/models"));
        using var response = await fixture.Http.SendAsync(request, Cancellation);

        await ApiError.OfAsync(response, 401, Cancellation);
    }
}
