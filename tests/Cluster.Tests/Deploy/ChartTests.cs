using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>What the chart makes of each of its values files fits the image, the settings and itself.</summary>
public sealed partial class ChartTests(HelmProgram helm) : IClassFixture<HelmProgram>
{
    /// <summary>All of the folder ci.</summary>
    public static TheoryData<string> Files { get; } = [.. Directory.EnumerateFiles(Path.Combine(HelmProgram.Chart, "ci")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static CancellationToken Cancellation => Patience.Token;

    private static string Dockerfile { get; } = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "Dockerfile"));

    private static string Settings { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));

    [Theory, MemberData(nameof(Files))]
    public async Task Helm_has_nothing_to_say_against_it(string values)
    {
        SkipWithoutHelm();

        var (code, output) = await helm.RunAsync(["lint", "--strict", HelmProgram.Chart, "--values", Path.Combine(HelmProgram.Chart, "ci", values)], Cancellation);

        Assert.True(code == 0, output);
    }

    [Theory, MemberData(nameof(Files))]
    public async Task Every_variable_is_a_setting_and_is_there_once(string values)
    {
        SkipWithoutHelm();

        var output = await helm.RenderAsync(values, Cancellation);

        Assert.NotEmpty(output.Pods);
        Assert.All(output.Pods, pod =>
        {
            Assert.Equal(pod.Names.Distinct(), pod.Names);
            Assert.All(pod.Names, name => Assert.Contains($"`{name.Replace("__", ":", StringComparison.Ordinal)}`", Settings, StringComparison.Ordinal));
            Assert.All(pod.Variables, variable => Assert.True(variable["valueFrom"] is JsonObject || variable["value"]!.GetValueKind() is JsonValueKind.String, variable.ToJsonString()));
        });
    }

    [Fact]
    public async Task What_the_chart_sets_cannot_be_set_beside_it()
    {
        SkipWithoutHelm();
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(HelmProgram.Chart, "values.schema.json"), Cancellation))!;
        var refused = schema["properties"]!["settings"]!["propertyNames"]!["not"]!["enum"]!.AsArray().Select(name => (string)name!).ToHashSet();

        foreach (var values in Files.Select(row => row.Data))
        {
            var output = await helm.RenderAsync(values, Cancellation);
            var given = Quoted().Matches(await File.ReadAllTextAsync(Path.Combine(HelmProgram.Chart, "ci", values), Cancellation)).Select(match => match.Groups[1].Value);
            var own = output.Pods.SelectMany(pod => pod.Names).Where(name => name.StartsWith("Gateway__", StringComparison.Ordinal));

            Assert.Subset(refused, own.Select(name => name.Replace("__", ":", StringComparison.Ordinal)).Except(given).ToHashSet());
        }
    }

    [Theory, MemberData(nameof(Files))]
    public async Task Containers_run_as_nobody_in_particular_and_write_only_where_the_image_does(string values)
    {
        SkipWithoutHelm();
        var user = double.Parse(User().Match(Dockerfile).Groups[1].Value, CultureInfo.InvariantCulture);
        var data = Volume().Match(Dockerfile).Groups[1].Value;

        Assert.All((await helm.RenderAsync(values, Cancellation)).Pods, pod =>
        {
            Assert.True((bool)pod.Spec["securityContext"]!["runAsNonRoot"]!);
            Assert.Equal(user, (double)pod.Spec["securityContext"]!["runAsUser"]!);
            Assert.Equal("RuntimeDefault", (string?)pod.Spec["securityContext"]!["seccompProfile"]!["type"]);
            Assert.False((bool)pod.Spec["automountServiceAccountToken"]!);
            Assert.True((bool)pod.Container["securityContext"]!["readOnlyRootFilesystem"]!);
            Assert.False((bool)pod.Container["securityContext"]!["allowPrivilegeEscalation"]!);
            Assert.Equal("ALL", (string?)Assert.Single(pod.Container["securityContext"]!["capabilities"]!["drop"]!.AsArray()));
            var mounts = pod.Container["volumeMounts"]!.AsArray();
            Assert.Equal(data, (string?)Assert.Single(mounts, mount => mount!["readOnly"] is null)!["mountPath"]);
            Assert.Equal(
                mounts.Select(mount => (string)mount!["name"]!).Order(StringComparer.Ordinal),
                pod.Spec["volumes"]!.AsArray().Select(volume => (string)volume!["name"]!).Order(StringComparer.Ordinal));
        });
    }

    [Theory, MemberData(nameof(Files))]
    public async Task Programs_ports_and_probes_are_those_of_the_image(string values)
    {
        SkipWithoutHelm();

        Assert.All((await helm.RenderAsync(values, Cancellation)).Pods, pod =>
        {
            Assert.Equal(pod.Component switch { "node" => "All", "front" => "Api", _ => "Silo" }, pod.Value("Gateway__Role"));
            Assert.Equal(pod.Component == "silo" ? ["dotnet", "/app/silo/Orleans.Gateway.Silo.dll"] : [], pod.Command);
            Assert.Equal(pod.Value("Gateway__GatewayPort"), Text(pod, "gateway"));
            Assert.Equal(pod.Value("Gateway__SiloPort"), Text(pod, "silo"));
            if (pod.Program == "Silo")
            {
                Assert.Equal("gateway", (string?)pod.Container["readinessProbe"]!["tcpSocket"]!["port"]);
                return;
            }

            Assert.Contains($"EXPOSE {pod.Ports["http"]}", Dockerfile, StringComparison.Ordinal);
            Assert.Equal(pod.Ports.TryGetValue("admin", out var admin) ? $"http://0.0.0.0:{admin}" : null, pod.Value("Gateway__Admin__Urls"));
            Assert.Equal(
                [("/health/live", "http"), ("/health/ready", "http"), ("/health/live", "http")],
                new[] { "livenessProbe", "readinessProbe", "startupProbe" }.Select(probe => pod.Container[probe]!["httpGet"]!).Select(ask => ((string)ask["path"]!, (string)ask["port"]!)));
        });
    }

    [Theory, MemberData(nameof(Files))]
    public async Task Everything_finds_the_pods_that_it_is_for(string values)
    {
        SkipWithoutHelm();

        var output = await helm.RenderAsync(values, Cancellation);

        Assert.All(output.Pods, pod => Assert.True(pod.IsFoundBy(pod.Deployment["spec"]!["selector"]!["matchLabels"])));
        Assert.All(output.Of("PodDisruptionBudget"), budget => Assert.Single(output.Pods, pod => pod.IsFoundBy(budget["spec"]!["selector"]!["matchLabels"])));
        Assert.All(output.Of("Service"), service =>
        {
            var pod = Assert.Single(output.Pods, pod => pod.IsFoundBy(service["spec"]!["selector"]));
            Assert.All(service["spec"]!["ports"]!.AsArray(), port => Assert.Contains((string)port!["targetPort"]!, pod.Ports));
        });
        Assert.All(output.Of("NetworkPolicy"), policy =>
        {
            var pod = Assert.Single(output.Pods, pod => pod.IsFoundBy(policy["spec"]!["podSelector"]!["matchLabels"]));
            Assert.All(policy["spec"]!["ingress"]!.AsArray().SelectMany(rule => rule!["ports"]!.AsArray()), port => Assert.Contains((string)port!["port"]!, pod.Ports));
        });
        Assert.All(output.Of("Ingress").SelectMany(ingress => ingress["spec"]!["rules"]![0]!["http"]!["paths"]!.AsArray()), path =>
        {
            var backend = path!["backend"]!["service"]!;
            var service = Assert.Single(output.Of("Service"), service => (string?)service["metadata"]!["name"] == (string?)backend["name"]);
            Assert.Contains(service["spec"]!["ports"]!.AsArray(), port => (string?)port!["name"] == (string?)backend["port"]!["name"]);
        });
        Assert.All(output.Of("HorizontalPodAutoscaler"), scaler =>
        {
            var deployment = Assert.Single(output.Of("Deployment"), item => (string?)item["metadata"]!["name"] == (string?)scaler["spec"]!["scaleTargetRef"]!["name"]);
            Assert.Null(deployment["spec"]!["replicas"]);
        });
        Assert.All(output.Of("ServiceMonitor"), monitor => Assert.Single(output.Of("Service"), service =>
            monitor["spec"]!["selector"]!["matchLabels"]!.AsObject().All(label => (string?)service["metadata"]!["labels"]![label.Key] == (string?)label.Value)));
    }

    [Fact]
    public async Task Ports_between_nodes_are_open_to_pods_of_the_release_only()
    {
        SkipWithoutHelm();

        var output = await helm.RenderAsync("fronts-redis-values.yaml", Cancellation);

        var rules = output.Of("NetworkPolicy").SelectMany(policy => policy["spec"]!["ingress"]!.AsArray())
            .ToDictionary(rule => (string)rule!["ports"]![0]!["port"]!, rule => rule!["from"]?[0]?["podSelector"]?["matchLabels"]);
        Assert.Null(rules["http"]);
        Assert.DoesNotContain("admin", rules);
        Assert.Equal(["silo"], output.Pods.Where(pod => pod.IsFoundBy(rules["silo"])).Select(pod => pod.Component));
        Assert.Equal(["front", "silo"], output.Pods.Where(pod => pod.IsFoundBy(rules["gateway"])).Select(pod => pod.Component));
    }

    [Theory, MemberData(nameof(Files))]
    public async Task Only_pods_with_a_silo_have_what_opens_credentials(string values)
    {
        SkipWithoutHelm();

        Assert.All((await helm.RenderAsync(values, Cancellation)).Pods, pod =>
        {
            Assert.Contains("Gateway__Pepper", pod.Names);
            Assert.Equal(pod.HasSilo, pod.Names.Contains("Gateway__MasterKey"));
            Assert.Equal(pod.Program == "Api", pod.Names.Contains("Gateway__Admin__Key"));
            Assert.True(pod.HasSilo || pod.Container["envFrom"] is null);
            // Nothing that opens anything is written out.
            Assert.All(
                pod.Variables.Where(variable => Secret().IsMatch((string)variable["name"]!)),
                variable => Assert.NotNull(variable["valueFrom"]!["secretKeyRef"]));
        });
    }

    [Fact]
    public async Task Telemetry_tells_pods_apart()
    {
        SkipWithoutHelm();

        var output = await helm.RenderAsync("fronts-redis-values.yaml", Cancellation, "--set", "telemetry.endpoint=http://collector:4317");

        Assert.All(output.Pods, pod =>
        {
            Assert.Equal("service.instance.id=$(POD_NAME)", pod.Value("OTEL_RESOURCE_ATTRIBUTES"));
            // A variable is put in only where it stands before.
            Assert.InRange(pod.Names.ToList().IndexOf("POD_NAME"), 0, pod.Names.ToList().IndexOf("OTEL_RESOURCE_ATTRIBUTES") - 1);
            Assert.Equal("metadata.name", (string?)pod.Variables.Single(variable => (string?)variable["name"] == "POD_NAME")["valueFrom"]!["fieldRef"]!["fieldPath"]);
        });
    }

    [Fact]
    public async Task An_ingress_hands_bodies_on_as_they_come()
    {
        SkipWithoutHelm();

        var output = await helm.RenderAsync("nodes-redis-values.yaml", Cancellation, "--set", "ingress.enabled=true,ingress.host=gateway.example.com");

        Assert.Contains(output.Of("Ingress"), ingress => (string?)ingress["metadata"]!["annotations"]!["nginx.ingress.kubernetes.io/proxy-request-buffering"] == "off");
    }

    [Fact]
    public async Task Settings_may_hold_names_that_others_have_given()
    {
        SkipWithoutHelm();

        var output = await helm.RenderAsync("nodes-redis-values.yaml", Cancellation, "--set", "settings.Gateway:ClientJwt:Issuers:0:Claims:partner-app=azp");

        Assert.Equal("azp", Assert.Single(output.Pods).Value("Gateway__ClientJwt__Issuers__0__Claims__partner-app"));
    }

    [Theory, MemberData(nameof(Files))]
    public async Task Pods_have_longer_than_their_calls(string values)
    {
        SkipWithoutHelm();

        Assert.All((await helm.RenderAsync(values, Cancellation)).Pods, pod =>
        {
            var drain = new[] { pod.Value("Gateway__DrainDelay") ?? "00:00:00", pod.Value("Gateway__DrainTimeout")! }.Sum(time => TimeSpan.Parse(time, CultureInfo.InvariantCulture).TotalSeconds);
            Assert.InRange((double)pod.Spec["terminationGracePeriodSeconds"]!, drain + 35, drain + 60);
        });
    }

    [Fact]
    public async Task An_image_without_a_tag_is_that_of_the_version()
    {
        SkipWithoutHelm();
        var version = Version().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Directory.Build.props"), Cancellation)).Groups[1].Value;

        var untagged = await helm.RenderAsync("nodes-redis-values.yaml", Cancellation);
        var tagged = await helm.RenderAsync("nodes-redis-values.yaml", Cancellation, "--set", "image.tag=7.1");

        Assert.Equal($"orleans-gateway:{version}", (string?)Assert.Single(untagged.Pods).Container["image"]);
        Assert.Equal("orleans-gateway:7.1", (string?)Assert.Single(tagged.Pods).Container["image"]);
    }

    [Theory]
    [InlineData("replicas", "store.kind=Sqlite")]
    [InlineData("role", "store.kind=Sqlite,replicas=1,role=Api")]
    [InlineData("autoscaling.enabled", "store.kind=Sqlite,replicas=1,autoscaling.enabled=true")]
    [InlineData("store.kind", "store.kind=Postgres")]
    [InlineData("store.azureStorage", "store.kind=AzureStorage,store.azureStorage.blobServiceUri=https://contoso.blob.core.windows.net")]
    [InlineData("store.azureStorage.blobServiceUri", "store.azureStorage.blobServiceUri=https://contoso.blob.core.windows.net,store.azureStorage.tableServiceUri=https://contoso.table.core.windows.net")]
    [InlineData("store.azureStorage.blobServiceUri", "store.kind=AzureStorage,store.azureStorage.blobServiceUri=http://a,store.azureStorage.tableServiceUri=https://b")]
    [InlineData("role", "role=Silo")]
    [InlineData("replicas", "replicas=0")]
    [InlineData("autoscaling.minReplicas", "autoscaling.enabled=true,autoscaling.minReplicas=5,autoscaling.maxReplicas=3")]
    [InlineData("secrets.existingSecret", "secrets.existingSecret=")]
    [InlineData("document.content", "document.mode=Enforce")]
    [InlineData("document.content", "document.existingConfigMap=ours,document.content.apis.llm.path=/llm")]
    [InlineData("settings", "settings.Gateway:MasterKey=abc")]
    [InlineData("settings", "settings.GATEWAY_CONFIG=abc")]
    [InlineData("admin.port", "admin.port=8080")]
    [InlineData("admin.port", "admin.port=0,admin.ingress.enabled=true,admin.ingress.host=gateway.example.com,networkPolicy.enabled=false")]
    [InlineData("networkPolicy.adminFrom", "admin.ingress.enabled=true,admin.ingress.host=gateway.example.com")]
    [InlineData("ingress.host", "ingress.enabled=true")]
    [InlineData("drain.timeout", "drain.timeout=86400")]
    [InlineData("replicaCount", "replicaCount=3")]
    public async Task Values_that_cannot_work_are_refused_by_name(string name, string values)
    {
        SkipWithoutHelm();

        var (code, output) = await helm.RunAsync(["template", "gateway", HelmProgram.Chart, "--set", values], Cancellation);

        Assert.NotEqual(0, code);
        Assert.Contains(name, output, StringComparison.Ordinal);
    }

    private static void SkipWithoutHelm() => Assert.SkipUnless(HelmProgram.Missing is null, HelmProgram.Missing ?? "");

    private static string? Text(ChartPod pod, string port) => pod.Ports.TryGetValue(port, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"(?m)^USER (\d+)")]
    private static partial Regex User();

    [GeneratedRegex(@"(?m)^VOLUME (\S+)")]
    private static partial Regex Volume();

    [GeneratedRegex("<Version>(.+)</Version>")]
    private static partial Regex Version();

    [GeneratedRegex("""(?m)^  "(Gateway:[A-Za-z:]+)":""")]
    private static partial Regex Quoted();

    [GeneratedRegex("Key$|Pepper$|ConnectionString$")]
    private static partial Regex Secret();
}
