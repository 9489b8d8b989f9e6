namespace Orleans.Gateway.Grains;

/// <summary>The grains of this process' silo, for what belongs to the process: null while there is no silo.</summary>
public sealed class GrainSource
{
    private volatile IGrainFactory? _current;

    public IGrainFactory? Current
    {
        get => _current;
        set => _current = value;
    }
}
