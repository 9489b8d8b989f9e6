namespace Orleans.Gateway.FakeProvider.Observation;

/// <summary>How a call stands at the provider.</summary>
public enum CallEnd
{
    Open,

    /// <summary>The whole answer went out, whatever its status.</summary>
    Completed,

    /// <summary>The provider broke off, as its behaviour said.</summary>
    Cut,

    /// <summary>The caller went away before the end.</summary>
    Aborted,
}
