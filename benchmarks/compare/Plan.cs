using System.Globalization;

namespace Orleans.Gateway.Compare;

/// <summary>How long a run takes. The numbers of calls at once are the same in both forms, so that a quick run shows the same thing, only worse.</summary>
internal sealed record Plan
{
    /// <summary>About twenty-five minutes.</summary>
    public static readonly Plan Full = new()
    {
        Rounds = 7,
        WarmUp = TimeSpan.FromSeconds(4),
        Slice = TimeSpan.FromSeconds(2),
        Settling = TimeSpan.FromSeconds(10),
        Idle = TimeSpan.FromSeconds(20),
        PacedTurns = 2,
    };

    /// <summary>Below three minutes: shows that everything works, and little more.</summary>
    public static readonly Plan Quick = new()
    {
        Rounds = 2,
        WarmUp = TimeSpan.FromSeconds(0.5),
        Slice = TimeSpan.FromSeconds(0.3),
        Settling = TimeSpan.FromSeconds(1),
        Idle = TimeSpan.FromSeconds(2),
        PacedTurns = 1,
    };

    /// <summary>The plan that was asked for; null when the options are not understood.</summary>
    public static Plan? Of(IReadOnlyList<string> options)
    {
        var plan = Full;
        foreach (var option in options)
        {
            switch (option.Split('='))
            {
                case ["--quick"]:
                    plan = Quick;
                    break;
                case ["--rounds", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0:
                    plan = plan with { Rounds = rounds };
                    break;
                case ["--publish"]:
                    break;
                default:
                    return null;
            }
        }

        return plan;
    }

    public required int Rounds { get; init; }

    /// <summary>Of each lane in each scenario, before the first round.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How long a lane is under load in one round.</summary>
    public required TimeSpan Slice { get; init; }

    /// <summary>How long all are left alone before that: the runtime still compiles what has turned out to be hot.</summary>
    public required TimeSpan Settling { get; init; }

    /// <summary>How long all are watched with nothing to do.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>How many paced streams follow one another in a slice; each takes a second.</summary>
    public required int PacedTurns { get; init; }

    /// <summary>Calls at once where as many are made as are answered.</summary>
    public static int Clients => 16;

    public static int PacedStreams => 40;

    /// <summary>Calls in a second at low load.</summary>
    public static double Rate => 100;
}
