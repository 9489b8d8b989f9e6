namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>The limits of the hand-over between a silo and a front end.</summary>
public static class RemoteTiming
{
    /// <summary>
    /// The response timeout of silos and their clients. It also rules enumerations: one that has no frame for half of it says that it is alive,
    /// and one that was not asked for its next frame is given up after once to twice this time, so that long is the death of a front end unnoticed.
    /// </summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How long a full buffer may stay full. Below <see cref="ResponseTimeout"/>: an enumeration whose client reads slowly is never taken for abandoned.</summary>
    public static readonly TimeSpan Stall = TimeSpan.FromSeconds(10);

    /// <summary>How often a call is handed to another grain when the one before has refused it unread.</summary>
    public const int Tries = 3;

    /// <summary>
    /// How many grains are drawn before no silo is left that takes a call. Where one of three is about to stop, nine fall on it once in 20,000 times.
    /// </summary>
    public const int Draws = 9;

    /// <summary>No further try begins later than this after the first.</summary>
    public static readonly TimeSpan TryWithin = TimeSpan.FromSeconds(1);
}
