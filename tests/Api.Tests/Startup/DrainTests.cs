using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Gateway.Api.Startup;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Api.Tests.Startup;

/// <summary>The real process, told to stop while calls are in flight.</summary>
public sealed partial class DrainTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");
    private readonly Gate _gate = new();
    private ScriptedProvider _provider = null!;
    private GatewayCommand? _gateway;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => Patience.Token;

    public async ValueTask InitializeAsync() => _provider = await ScriptedProvider.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await (_gateway?.DisposeAsync() ?? default);
        await _provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Readiness_falls_new_calls_go_elsewhere_running_ones_end_well_then_HTTP_stops_and_the_silo_last()
    {
        await StartAsync();
        using var stream = await StreamAsync();

        _gateway!.Terminate();
        await Eventually.TrueAsync(async () => await ReadyAsync() == HttpStatusCode.ServiceUnavailable, Cancellation);
        HttpResponseMessage? refused = null;
        await Eventually.TrueAsync(async () => (refused = await _http.SayAsync("echo", "hello", Cancellation)).StatusCode != HttpStatusCode.OK, Cancellation);
        Assert.Equal("shutting_down", (await ApiError.OfAsync(refused!, 503, Cancellation)).Code);
        Assert.Equal("1", Assert.Single(refused!.Headers.GetValues("retry-after")));
        Assert.True(refused.Headers.ConnectionClose);
        refused.Dispose();

        _gate.Release();
        var events = await stream.EventsAsync(Cancellation);
        Assert.Equal("You said: one two three four five", ChatCalls.TextOf(events));
        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal(0, await _gateway.ExitAsync(Cancellation));
        Assert.Equal(["431", "433", "435"], EventIds().Matches(_gateway.Errors).Select(line => line.Groups[1].Value));
    }

    [Fact]
    public async Task What_is_still_in_flight_when_the_time_is_over_is_ended_visibly()
    {
        await StartAsync("--Gateway:DrainTimeout=00:00:00.5");
        using var stream = await StreamAsync();
        var held = new Gate();
        _provider.Script(Behaviour.Sensible.HeldBeforeHeaders(held));
        var whole = _http.SayAsync("claude", "hello", Cancellation);
        await held.Reached.WaitAsync(Cancellation);

        _gateway!.Terminate();

        var events = await stream.EventsAsync(Cancellation);
        Assert.Equal("shutting_down", ApiError.OfEvent(events[^1]).Code);
        Assert.DoesNotContain("[DONE]", events);
        Assert.Empty(ChatCalls.FinishReasonsOf(events.SkipLast(1)));
        using var error = await whole;
        Assert.Equal("shutting_down", (await ApiError.OfAsync(error, 503, Cancellation)).Code);
        Assert.Equal(0, await _gateway.ExitAsync(Cancellation));
        Assert.Equal(["431", "432", "433", "435"], EventIds().Matches(_gateway.Errors).Select(line => line.Groups[1].Value));
        await _provider.WaitForIdleAsync(Cancellation);
    }

    [Fact]
    public async Task A_second_signal_waits_for_nobody()
    {
        await StartAsync("--Gateway:DrainDelay=00:05:00");
        using var stream = await StreamAsync();

        _gateway!.Terminate();
        await _gateway.WaitForLogAsync("going to stop", Cancellation);
        _gateway.Terminate();

        Assert.Equal("shutting_down", ApiError.OfEvent((await stream.EventsAsync(Cancellation))[^1]).Code);
        Assert.Equal(0, await _gateway.ExitAsync(Cancellation));
    }

    [Fact]
    public async Task During_the_delay_calls_are_served_on_connections_that_are_not_kept()
    {
        await StartAsync("--Gateway:DrainDelay=00:05:00");
        _gateway!.Terminate();
        await Eventually.TrueAsync(async () => await ReadyAsync() == HttpStatusCode.ServiceUnavailable, Cancellation);

        using var response = await _http.SayAsync("echo", "hello", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.ConnectionClose);
        _gateway.Terminate();
        Assert.Equal(0, await _gateway.ExitAsync(Cancellation));
    }

    [Fact]
    public async Task The_host_stops_its_web_server_before_its_silo()
    {
        // It stops its services in reverse order.
        await using var app = GatewayApplication.Build("--urls=http://127.0.0.1:0", $"--Gateway:DataDirectory={_folder.FullName}");
        _http = new HttpClient();

        var services = app.Services.GetServices<IHostedService>().ToList();

        Assert.InRange(services.FindIndex(service => service is GatewayRuntime), 0, services.FindIndex(service => service.GetType().Name == "GenericWebHostService") - 1);
    }

    private async Task StartAsync(params string[] settings)
    {
        var path = Path.Combine(_folder.FullName, "gateway.json");
        await File.WriteAllTextAsync(path, Documents.Both(_provider.Url), Cancellation);
        _gateway = GatewayCommand.Start(_folder, ["--urls=http://127.0.0.1:0", "--config", path, .. settings]);
        var url = Url().Match(await _gateway.WaitForOutputAsync("Admin key", Cancellation)).Value;
        _http = new HttpClient { BaseAddress = new Uri(url) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
    }

    /// <summary>A stream that has begun, and goes on when the gate is released.</summary>
    private async Task<HttpResponseMessage> StreamAsync()
    {
        _provider.Script(Behaviour.Sensible.HeldAfter(4, _gate));
        var response = await _http.SayAsync("gpt", "one two three four five", Cancellation, stream: true);
        await _gate.Reached.WaitAsync(Cancellation);
        return response;
    }

    private async Task<HttpStatusCode> ReadyAsync()
    {
        using var response = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
        return response.StatusCode;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Url();

    [GeneratedRegex(@"""EventId"":(43\d)")]
    private static partial Regex EventIds();
}
