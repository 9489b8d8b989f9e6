using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Limits.Plans;

/// <summary>What of a call can make its counters others than those of the next call.</summary>
internal readonly record struct LimitedCaller(ChatCall Call, string Alias, string Product);
