using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Api.Tests.Admin;

public sealed class AliasTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private const string Gpt = "apis/llm/aliases/gpt";

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task An_alias_is_given_as_the_document_spells_it_with_its_version_as_etag()
    {
        // One that no other test of this class changes.
        using var response = await fixture.Http.AdminGetAsync("apis/llm/aliases/counted", Cancellation);
        var alias = await response.JsonAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\"1\"", response.Headers.ETag!.Tag);
        Assert.Equal("counted", alias.GetProperty("targets")[0].GetProperty("backend").GetString());
    }

    [Fact]
    public async Task A_change_needs_the_version_that_it_is_a_change_of()
    {
        var tag = await TagAsync(Gpt);

        using var blind = await fixture.Http.AdminPutAsync(Gpt, Documents.Targets("two"), Cancellation);
        await blind.ProblemAsync(428, Cancellation);
        using var stale = await fixture.Http.AdminPutAsync(Gpt, Documents.Targets("two"), Cancellation, ifMatch: "\"4711\"");
        await stale.ProblemAsync(412, Cancellation);
        using var foreign = await fixture.Http.AdminPutAsync(Gpt, Documents.Targets("two"), Cancellation, ifMatch: "\"not-ours\"");
        await foreign.ProblemAsync(412, Cancellation);
        using var weak = await fixture.Http.AdminPutAsync(Gpt, Documents.Targets("two"), Cancellation, ifMatch: $"W/{tag}");
        await weak.ProblemAsync(412, Cancellation);
        using var create = await fixture.Http.AdminPutAsync(Gpt, Documents.Targets("two"), Cancellation, ifNoneMatch: "*");
        await create.ProblemAsync(412, Cancellation);
        Assert.Equal(tag, await TagAsync(Gpt));

        using var good = await fixture.Http.AdminPutAsync(Gpt, Documents.Targets("two"), Cancellation, ifMatch: tag);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.NotEqual(tag, good.Headers.ETag!.Tag);
        Assert.Equal(good.Headers.ETag.Tag, await TagAsync(Gpt));
        Assert.True((await good.JsonAsync(Cancellation)).GetProperty("epoch").GetInt64() > 1);

        using var again = await fixture.Http.AdminPutAsync(Gpt, Documents.Targets("one"), Cancellation, ifMatch: tag);
        await again.ProblemAsync(412, Cancellation);
    }

    [Fact]
    public async Task A_new_alias_is_created_and_serves()
    {
        using var created = await fixture.Http.AdminPutAsync("apis/llm/aliases/brand-new", Documents.Targets("two"), Cancellation, ifNoneMatch: "*");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        await InForceAsync(created);

        using var answer = await fixture.Http.SayAsync("brand-new", "hello", Cancellation);
        Assert.Equal("gpt-4o-two", Assert.Single(fixture.AttemptsOf(answer)).Request.Model);

        using var twice = await fixture.Http.AdminPutAsync("apis/llm/aliases/brand-new", Documents.Targets("two"), Cancellation, ifNoneMatch: "*");
        await twice.ProblemAsync(412, Cancellation);
    }

    [Fact]
    public async Task If_match_on_what_does_not_exist_creates_nothing()
    {
        using var response = await fixture.Http.AdminPutAsync("apis/llm/aliases/ghost", Documents.Targets("one"), Cancellation, ifMatch: "\"1\"");
        await response.ProblemAsync(412, Cancellation);

        using var found = await fixture.Http.AdminGetAsync("apis/llm/aliases/ghost", Cancellation);
        await found.ProblemAsync(404, Cancellation);
    }

    [Fact]
    public async Task An_alias_with_a_slash_is_one_alias()
    {
        using var response = await fixture.Http.AdminGetAsync("apis/llm/aliases/team/chat", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task An_alias_of_an_api_that_does_not_exist_is_refused()
    {
        using var response = await fixture.Http.AdminPutAsync("apis/nowhere/aliases/gpt", Documents.Targets("one"), Cancellation, ifNoneMatch: "*");

        Assert.InRange((int)response.StatusCode, 400, 404);
        await response.ProblemAsync((int)response.StatusCode, Cancellation);
        using var found = await fixture.Http.AdminGetAsync("apis/nowhere/aliases/gpt", Cancellation);
        await found.ProblemAsync(404, Cancellation);
    }

    [Theory]
    [InlineData("""{ "targets": [ { "backend": "one" } ], "retries": 3 }""", "retries")]
    [InlineData("""{ "targets": [ { "backend": "one", "wieght": 5 } ] }""", "targets[0].wieght")]
    [InlineData("""{ "targets": [ { "backend": "none-such" } ] }""", "targets[0].backend")]
    [InlineData("""{ "targets": [] }""", "targets")]
    [InlineData("""{ "targets": [ { "backend": "one", "weight": -1 } ] }""", "targets[0].weight")]
    [InlineData("""{ "targets": [ { "backend": "one", "priority": 0 } ] }""", "targets[0].priority")]
    [InlineData("""{ "targets": "one" }""", "targets")]
    [InlineData("""{ }""", "targets")]
    [InlineData("[]", "alias")]
    [InlineData("{", "alias")]
    [InlineData("", "alias")]
    public async Task What_cannot_be_taken_is_refused_with_the_path_of_the_mistake(string body, string path)
    {
        var tag = await TagAsync(Gpt);

        using var response = await fixture.Http.AdminPutAsync(Gpt, body, Cancellation, ifMatch: tag);

        var problem = await response.ProblemAsync(400, Cancellation);
        var paths = problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ToList();
        Assert.True(paths.Any(found => found == path || (path == "alias" && paths.Count == 1)), string.Join(", ", paths));
        Assert.Equal(tag, await TagAsync(Gpt));
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        using var response = await fixture.Http.AdminPutAsync(
            Gpt, """{ "targets": [ { "backend": "one", "weight": -1 }, { "backend": "two", "priority": 0 } ], "x": 1 }""", Cancellation, ifMatch: await TagAsync(Gpt));

        var problem = await response.ProblemAsync(400, Cancellation);
        Assert.Equal(3, problem.GetProperty("errors").EnumerateObject().Count());
    }

    [Fact]
    public async Task A_stream_goes_on_with_its_old_backend_and_the_next_call_goes_to_the_new_one()
    {
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldAfter(3, gate));
        using var running = await fixture.Http.SayAsync("moving", "one two three four", Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);

        using var moved = await fixture.Http.AdminPutAsync("apis/llm/aliases/moving", Documents.Targets("two"), Cancellation, ifMatch: await TagAsync("apis/llm/aliases/moving"));
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        await InForceAsync(moved);
        using var next = await fixture.Http.SayAsync("moving", "hello", Cancellation);
        gate.Release();
        var events = await running.EventsAsync(Cancellation);

        Assert.Equal("You said: one two three four", ChatCalls.TextOf(events));
        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal("gpt-4o-one", Assert.Single(fixture.AttemptsOf(running)).Request.Model);
        Assert.Equal("gpt-4o-two", Assert.Single(fixture.AttemptsOf(next)).Request.Model);
    }

    [Fact]
    public async Task Of_two_changes_of_one_version_one_wins()
    {
        var tag = await TagAsync("apis/llm/aliases/team/chat");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(at =>
            fixture.Http.AdminPutAsync("apis/llm/aliases/team/chat", Documents.Targets(at % 2 == 0 ? "one" : "two"), Cancellation, ifMatch: tag)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode is HttpStatusCode.PreconditionFailed));
    }

    /// <summary>Waits for the epoch of a change to be that of the calls: it is pushed there beside the answer to the change.</summary>
    private async Task InForceAsync(HttpResponseMessage changed)
    {
        var epoch = (await changed.JsonAsync(Cancellation)).GetProperty("epoch").GetInt64();
        var mirror = fixture.Gateway.Services.GetRequiredService<CatalogMirror>();
        await Eventually.HoldsAsync(() =>
        {
            Assert.True(mirror.Current.Epoch >= epoch, $"Epoch {epoch} is not in force, {mirror.Current.Epoch} is.");
            return Task.CompletedTask;
        });
    }

    private async Task<string> TagAsync(string path)
    {
        using var response = await fixture.Http.AdminGetAsync(path, Cancellation);
        return response.Headers.ETag!.Tag;
    }
}
