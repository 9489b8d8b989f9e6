namespace Orleans.Gateway.Grains;

/// <summary>Persisted state: its version, and writes that leave nothing half done in memory.</summary>
internal static class StateSchema
{
    /// <summary>Refuses state that a newer version has written: reading it would lose what this version does not know.</summary>
    public static void Check(string state, int found, int known)
    {
        if (found > known)
        {
            throw new InvalidOperationException(
                $"The stored {state} has schema {found}; this version knows {known}. Start the version that wrote it, or a newer one.");
        }
    }

    /// <summary>Writes a new value. When the store refuses, the value in memory is what it was, and the exception goes on.</summary>
    public static async Task WriteAsync<T>(this IPersistentState<T> state, T next)
    {
        var before = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            throw;
        }
    }
}
