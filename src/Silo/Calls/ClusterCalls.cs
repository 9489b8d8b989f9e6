using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Silo.Calls;

/// <summary>
/// The calls in flight of the whole cluster, collected when somebody asks: every silo's mirror is asked at once and has a second. Beside the path
/// of the requests; a silo that hangs delays the answer by that second, and is named in it.
/// </summary>
public static class ClusterCalls
{
    /// <summary>What a silo may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static async Task<CallsInCluster> ListAsync(ICatalogGrain catalog, TimeProvider time)
    {
        var (answers, silent) = await AskAsync(catalog, static mirror => mirror.CallsAsync(), time);
        return new([.. answers.Select(answer => new NodeCalls(answer.Silo, answer.Answer))], silent);
    }

    /// <summary>Ends the call with that id wherever it is.</summary>
    public static async Task<EndedCall> EndAsync(ICatalogGrain catalog, string requestId, TimeProvider time)
    {
        var (answers, silent) = await AskAsync(catalog, mirror => mirror.EndAsync(requestId), time);
        return new(answers.FirstOrDefault(answer => answer.Answer).Silo, silent);
    }

    /// <summary>Ends the calls of a subscription, or only those that came with one of its keys, wherever they are.</summary>
    /// <param name="keyPlace">0 the primary, 1 the secondary; null: whatever they came with.</param>
    public static async Task<EndedCalls> EndOfAsync(ICatalogGrain catalog, string subscription, int? keyPlace, TimeProvider time)
    {
        var (answers, silent) = await AskAsync(catalog, mirror => mirror.EndOfAsync(subscription, keyPlace), time);
        return new(answers.Sum(answer => answer.Answer), silent);
    }

    /// <summary>Asks every silo at once, each by way of its mirror.</summary>
    internal static async Task<(List<(string Silo, T Answer)> Answers, IReadOnlyList<string> Silent)> AskAsync<T>(
        ICatalogGrain catalog, Func<ICatalogObserver, ValueTask<T>> ask, TimeProvider time)
    {
        var mirrors = await catalog.MirrorsAsync();
        var asked = mirrors.Select(mirror => (Silo: mirror.Key, Answer: ask(mirror.Value).AsTask().WaitAsync(Patience, time))).ToList();
        var answers = new List<(string, T)>(asked.Count);
        var silent = new List<string>();
        foreach (var (silo, answer) in asked)
        {
            // A silo that has just died answers with an exception; its calls died with it, but nobody knows that yet.
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (answer.IsCompletedSuccessfully)
            {
                answers.Add((silo, await answer));
            }
            else
            {
                silent.Add(silo);
            }
        }

        return (answers, silent);
    }
}
