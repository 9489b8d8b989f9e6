namespace Orleans.Gateway.Grains.Tests.States;

public class StateSchemaTests
{
    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, true)]
    [InlineData(2, 1, false)]
    public void Only_what_is_newer_is_refused(int found, int known, bool taken)
    {
        var error = Record.Exception(() => StateSchema.Check("alias", found, known));

        Assert.Equal(taken, error is null);
        if (error is not null)
        {
            Assert.Contains($"schema {found}; this version knows {known}", error.Message, StringComparison.Ordinal);
        }
    }
}
