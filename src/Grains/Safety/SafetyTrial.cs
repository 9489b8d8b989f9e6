using System.Text;
using Orleans.Gateway.Contracts.Safety;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Safety;

/// <inheritdoc cref="ISafetyTrial"/>
public sealed class SafetyTrial(CatalogMirror catalog, SafetyJudge judge, TimeProvider time) : ISafetyTrial
{
    public async Task<SafetyTried?> AskAsync(string owner, string text, CancellationToken cancellation)
    {
        if (Find(owner) is not { } policy)
        {
            return null;
        }

        var started = time.GetTimestamp();
        var id = $"test_{Guid.NewGuid():N}";
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(text);
        var severities = new Dictionary<string, int>();
        var verdict = SafetyVerdict.Clean;
        if (policy.Analyses)
        {
            verdict = await judge.AskAsync(policy, SafetyQuestion.Analyze(bytes, "prompt"), id, cancellation, found =>
            {
                foreach (var category in policy.Definition.Categories.Keys)
                {
                    if (found.Of(category) is { } severity)
                    {
                        severities[category] = severity;
                    }
                }
            }).ConfigureAwait(false);
        }

        if (policy.Definition.ShieldPrompt && verdict.Kind is SafetyVerdictKind.Clean)
        {
            verdict = await judge.AskAsync(policy, SafetyQuestion.Shield(bytes, []), id, cancellation).ConfigureAwait(false);
        }

        return new(verdict.Kind.ToString().ToLowerInvariant(), verdict.Category, severities, policy.Definition.Categories, time.GetElapsedTime(started));
    }

    private SafetyPolicy? Find(string owner)
    {
        var view = catalog.Current;
        return view.Apis.Values.Select(api => api.Safety).Concat(view.ProductSafety.Values).FirstOrDefault(policy => policy?.Owner == owner);
    }
}
