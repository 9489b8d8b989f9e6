using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admission;

/// <summary>A gateway that serves two calls at once and holds one MiB of bodies.</summary>
public sealed class OverloadFixture : GatewayFixture
{
    private protected override string[] Settings => ["--Gateway:Front:MaxConcurrentCalls=2", "--Gateway:Front:MaxBufferedBytes=1048576"];
}
