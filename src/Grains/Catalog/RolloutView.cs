using System.Runtime.InteropServices;
using System.Text;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Choosing;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>A rollout as the calls see it: who is on the canary, and where it is counted what became of them.</summary>
/// <param name="Share">From 0 to 1.</param>
/// <param name="Salt">Another one for each rollout, so that not the same callers are the first every time.</param>
internal sealed record RolloutView(TargetView Canary, double Share, string Stickiness, ulong Salt, RolloutTally Tally)
{
    public static RolloutView Of(string alias, RolloutDefinition rollout, BackendView canary, IReadOnlyList<TargetGroup> groups, RolloutTallies tallies)
    {
        // A canary that is a fallback of the alias is not asked twice by one call, so it is one target and not two.
        var target = groups.SelectMany(group => group).FirstOrDefault(target => ReferenceEquals(target.Backend, canary))
            ?? new TargetView(canary, 100, groups.Sum(group => group.Count) == 0 ? 0 : groups.SelectMany(group => group).Max(target => target.At) + 1);
        var salt = ByteHash.Mix(ByteHash.Add(ByteHash.Start, Encoding.UTF8.GetBytes(alias)) ^ (ulong)rollout.Begun);
        return new(target, rollout.Step.Percent / 100.0, rollout.Stickiness, salt, tallies.Of(alias, rollout.Begun, rollout.At));
    }

    /// <summary>Whether the call is one of the canary's. A caller that is stays so while the share grows.</summary>
    public bool Takes(CallRequest request) => ByteHash.Unit(CallerOf(request)) < Share;

    private ulong CallerOf(CallRequest request)
    {
        var hash = Add(Salt, Stickiness is Stickinesses.Call ? request.Call.RequestId : request.Call.Subscription);
        var user = request.Scan.User;
        return Stickiness is Stickinesses.User && user.Length > 0 ? ByteHash.Add(hash, request.Body.Span.Slice(user.Start, user.Length)) : hash;
    }

    private static ulong Add(ulong hash, string text) => ByteHash.Add(hash, MemoryMarshal.AsBytes(text.AsSpan()));
}
