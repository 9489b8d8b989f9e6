namespace Orleans.Gateway.Silo.Hosting;

/// <summary>What is known of a silo's own row.</summary>
internal enum RowSight
{
    Present,
    Missing,

    /// <summary>The store did not answer: says nothing.</summary>
    Unknown,
}

/// <summary>For how long a row has been seen missing. A value; times are those of one clock.</summary>
/// <param name="Since">When it was first seen missing; null while it is there.</param>
/// <param name="Missing">From then to the latest time that it was seen missing.</param>
internal readonly record struct RowWatch(TimeSpan? Since, TimeSpan Missing)
{
    public RowWatch See(RowSight sight, TimeSpan now) => sight switch
    {
        RowSight.Present => default,
        RowSight.Missing => new(Since ?? now, now - (Since ?? now)),
        _ => this,
    };
}
