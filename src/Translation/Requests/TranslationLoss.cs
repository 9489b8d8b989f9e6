namespace Orleans.Gateway.Translation.Requests;

/// <summary>What a translation could not carry over, so that no loss is silent: the value of <c>x-gateway-translation</c>.</summary>
public sealed class TranslationLoss
{
    private readonly List<string> _dropped = [];
    private readonly List<string> _emulated = [];
    private readonly List<string> _changed = [];

    public bool IsEmpty => _dropped.Count + _emulated.Count + _changed.Count == 0;

    /// <summary>A field that the backend has no counterpart for was left out.</summary>
    public void Dropped(string field) => Add(_dropped, field);

    /// <summary>A feature was rebuilt from others, as well as they allow.</summary>
    public void Emulated(string feature) => Add(_emulated, feature);

    /// <summary>A value was changed to one that the backend takes (clamped, repaired, moved).</summary>
    public void Changed(string field) => Add(_changed, field);

    /// <summary><c>dropped=seed,verbosity;emulated=json_object;changed=temperature</c>; parts without entries are left out.</summary>
    public override string ToString() =>
        string.Join(';', new[] { Part("dropped", _dropped), Part("emulated", _emulated), Part("changed", _changed) }.Where(part => part is not null));

    private static string? Part(string name, List<string> fields) => fields.Count == 0 ? null : $"{name}={string.Join(',', fields)}";

    private static void Add(List<string> list, string field)
    {
        if (!list.Contains(field))
        {
            list.Add(field);
        }
    }
}
