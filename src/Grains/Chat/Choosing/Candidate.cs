using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>A target that may be tried now.</summary>
/// <param name="At">Its place in its group.</param>
internal readonly record struct Candidate(int At, int Weight, GateReading Gate);
