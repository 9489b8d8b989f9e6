using System.Net;
using System.Net.Sockets;
using Orleans.Gateway.Api.Startup;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Places that no backend may be at, in whatever words, and no provider may send the gateway to.</summary>
public sealed class ForbiddenUrlTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private static readonly string[] Urls =
    [
        // AWS', Azure's and GCP's metadata in every notation of IPv4 that something takes
        "http://169.254.169.254/", "http://169.254.169.254:80/latest/meta-data/iam", "https://169.254.169.254/", "http://169.254.169.254./", "http://2852039166/", "http://2852039166:80/",
        "http://0xA9FEA9FE/", "http://0xa9fea9fe/", "http://025177524776/", "http://0251.0376.0251.0376/", "http://00000251.0376.0251.0376/", "http://0xa9.0xfe.0xa9.0xfe/", "http://0xA9.254.0251.0376/",
        "http://169.254.43518/", "http://169.16689662/", "http://0xa9.16689662/", "http://169.0376.0xa9fe/", "http://169.254.0.1/", "http://169.254.170.2/v2/credentials", "http://169.254.170.23/", "http://169.254.255.255/",
        // inside IPv6: mapped, compatible, NAT64, 6to4
        "http://[::ffff:169.254.169.254]/", "http://[::ffff:a9fe:a9fe]/", "http://[::FFFF:A9FE:A9FE]/", "http://[0:0:0:0:0:ffff:a9fe:a9fe]/", "http://[0000:0000:0000:0000:0000:ffff:169.254.169.254]/",
        "http://[::169.254.169.254]/", "http://[::a9fe:a9fe]/", "http://[64:ff9b::169.254.169.254]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::]/", "http://[2002:a9fe:a9fe::1]:80/",
        // link-local, multicast, this host
        "http://[fe80::1]/", "http://[FE80::a9fe:a9fe]/", "http://[fe80::1%25eth0]/", "http://[febf::1]/", "http://[ff02::1]/", "http://224.0.0.1/", "http://255.255.255.255/", "http://240.0.0.1/",
        "http://0.0.0.0/", "http://0/", "http://0x0/", "http://00000000/", "http://0.0.0.0.:80/", "http://[::]/", "http://[0:0:0:0:0:0:0:0]/", "http://[::ffff:0.0.0.0]/",
        // other clouds
        "http://100.100.100.200/", "http://0x646464c8/", "http://[::ffff:100.100.100.200]/", "http://168.63.129.16/", "http://2822734096/", "http://192.0.0.192/", "http://[fd00:ec2::254]/", "http://[FD00:0EC2:0:0:0:0:0:254]/", "http://[fd20:ce::254]/",
        // names
        "http://metadata.google.internal/", "http://METADATA.GOOGLE.INTERNAL./", "http://metadata/", "http://metadata.goog/", "http://instance-data/", "http://instance-data.ec2.internal/", "http://metadata.azure.internal/",
        // a name or password, or what looks like one
        "http://user:canary@169.254.169.254/", "http://api.openai.com@169.254.169.254/", "http://169.254.169.254@api.openai.com/", "http://@169.254.169.254/", "http://user:canary@127.0.0.1/", "http://127.0.0.1\\@169.254.169.254/", "http://127.0.0.1#@169.254.169.254/",
        // letters and digits of other scripts, and what is folded into a dot
        "http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/", "http://169。254。169。254/", "http://１６９.254.169.254/", "http://ⓜetadata.google.internal/", "http://metadata。google。internal/",
        // no web
        "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "dict://127.0.0.1/", "ldap://127.0.0.1/", "unix:///var/run/docker.sock", "//127.0.0.1/", "javascript:alert(1)", "data:text/plain,x", "http:///127.0.0.1/", "http://", "http:/127.0.0.1/..", "http://127.0.0.1:0/", "http://127.0.0.1:65536/",
    ];

    [Fact]
    public async Task A_document_that_leads_there_is_refused_and_names_every_such_backend()
    {
        var backends = Urls.Select((url, number) => (Name: $"b{number}", Url: url)).ToList();
        var folder = Directory.CreateTempSubdirectory("gateway-");
        try
        {
            var path = Path.Combine(folder.FullName, "gateway.json");
            await File.WriteAllTextAsync(
                path, Documents.Of(backends.ToDictionary(backend => backend.Name, backend => (object)new { format = "openai", url = backend.Url }), new() { ["gpt"] = Documents.Targets("b0") }), Cancellation);

            var refused = Assert.Throws<DefinitionRejectedException>(() => GatewayApplication.Build("--urls=http://127.0.0.1:0", $"--Gateway:DataDirectory={folder.FullName}", "--config", path));

            Assert.Empty(backends.Where(backend => !refused.Mistakes.Any(mistake => mistake.Path == $"backends.{backend.Name}.url")).Select(backend => backend.Url));
            Assert.DoesNotContain("canary", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_provider_cannot_send_the_gateway_elsewhere(int status)
    {
        using var canary = new TcpListener(IPAddress.Loopback, 0);
        canary.Start();
        foreach (var family in (string[])["gpt", "claude"])
        {
            var fault = Faults.Status(status, "Moved", headers: ("location", $"http://127.0.0.1:{((IPEndPoint)canary.LocalEndpoint).Port}/v1/chat/completions"));
            await IsToldAsync(Fixture.Fresh(family), fault, stream: false, 502, "upstream_not_found", "upstream_malformed", "upstream_error");
            await IsPassedOverAsync(Fixture.Fresh(family), fault, stream: true);
        }

        Assert.False(canary.Pending(), "Somebody was there, perhaps with a key.");
    }
}
