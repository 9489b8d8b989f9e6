using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Grains.Tests.Document;

public sealed class StartDocumentTests
{
    [Fact]
    public void Where_others_can_come_in_nothing_that_is_built_in_can_be_called()
    {
        var shared = StartDocument.Read(null, isEmbedded: false);

        Assert.True(shared is { IsDemo: false, IsBuiltIn: true });
        Assert.Equal("echo", Assert.Single(shared.Document!.Backends).Key);
        Assert.Empty(shared.Document.Apis);
        Assert.Empty(shared.Document.Products);
        Assert.Empty(shared.Document.Subscriptions);
    }

    [Fact]
    public void A_laptop_gets_a_demo_with_a_key()
    {
        var demo = StartDocument.Read(null, isEmbedded: true);

        Assert.True(demo is { IsDemo: true, IsBuiltIn: true });
        Assert.Equal([StartDocument.DemoKey], Assert.Single(demo.Document!.Subscriptions).Value.Keys.Select(key => key.Reveal()));
    }
}
