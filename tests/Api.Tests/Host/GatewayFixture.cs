using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.Host;

/// <summary>A gateway in front of a scripted provider, for the tests of one class, which run one after the other.</summary>
public class GatewayFixture : IAsyncLifetime
{
    internal ScriptedProvider Provider { get; private set; } = null!;

    internal RunningGateway Gateway { get; private set; } = null!;

    internal HttpClient Http => Gateway.Http;

    private protected virtual string[] Settings => [];

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Provider = await ScriptedProvider.StartAsync(cancellation);
        await PrepareAsync(Provider, cancellation);
        Gateway = await RunningGateway.StartAsync(cancellation, Document(Provider.Url), null, Settings);
        Gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await (Gateway?.DisposeAsync() ?? default);
        await (Provider?.DisposeAsync() ?? default);
        GC.SuppressFinalize(this);
    }

    private protected virtual string Document(string providerUrl) => Documents.Both(providerUrl);

    private protected virtual Task PrepareAsync(ScriptedProvider provider, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>What the provider saw of the call that was answered so, in the order of the attempts.</summary>
    internal IReadOnlyList<LedgerEntry> AttemptsOf(HttpResponseMessage response)
    {
        var id = Assert.Single(response.Headers.GetValues("x-request-id"));
        return [.. Provider.Ledger.Entries.Where(entry => entry.Id == id)];
    }
}
