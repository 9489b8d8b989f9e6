namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>The limits of the hand-over between a silo and a front end.</summary>
public static class RemoteTiming
{
    /// <summary>The response timeout of silos and their clients: so long is the death of a silo unnoticed by those who wait for it.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Whoever waits for the next frame of a reply gets an empty one after one to two of them: well within <see cref="ResponseTimeout"/>.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);

    /// <summary>
    /// In beats: a reply that nobody has asked for during so many is given up, and so long is the death of a front end unnoticed. Longer than
    /// <see cref="Stall"/>: one whose client reads slowly is never taken for abandoned.
    /// </summary>
    public const int Patience = 6;

    /// <summary>How long a full buffer may stay full.</summary>
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
