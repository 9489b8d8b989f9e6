using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Tests.States;
using Orleans.Serialization;

namespace Orleans.Gateway.Grains.Tests.Wire;

public sealed class SerializationTests : IDisposable
{
    private static readonly Assembly Contracts = typeof(IAliasGrain).Assembly;

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer(serializer => serializer.AddAssembly(Contracts)).BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    private Serializer Orleans => _services.GetRequiredService<Serializer>();

    /// <summary>By name: what a test explorer shows.</summary>
    public static TheoryData<string> Names => [.. Samples.All.Select(sample => sample.GetType().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_crosses_a_process_whole(string name)
    {
        var sample = Sample(name);

        var copy = Orleans.Deserialize<object>(Orleans.SerializeToArray(sample));

        Assert.Equal(sample.GetType(), copy!.GetType());
        Assert.Equal(Json(sample), Json(copy));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_goes_through_the_JSON_of_the_stores(string name)
    {
        var sample = Sample(name);

        var copy = typeof(SerializationTests).GetMethod(nameof(ThroughState), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(sample.GetType()).Invoke(null, [sample])!;

        Assert.Equal(Json(sample), Json(copy));
    }

    /// <summary>A sample with a field at its default could lose that field unseen.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void No_field_of_a_sample_is_at_its_default(string name) => Assert.All(
        Sample(name).GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetCustomAttribute<IdAttribute>() is not null),
        property => Assert.False(Equals(property.GetValue(Sample(name)), property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null), property.Name));

    [Fact]
    public void Every_type_that_crosses_a_process_has_a_sample_here() => Assert.Equal(
        Written()
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsSubclassOf(typeof(Exception)) && type != typeof(ReplySink))
            .Select(type => type.Name).Order(StringComparer.Ordinal),
        Samples.All.Select(sample => sample.GetType().Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Everything_that_crosses_a_process_is_named_independently_of_its_class() => Assert.All(
        Written().Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null || (type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))),
        type => Assert.StartsWith("gateway.", type.GetCustomAttribute<AliasAttribute>()?.Alias, StringComparison.Ordinal));

    [Fact]
    public void Every_method_of_a_grain_is_named_and_has_a_time_limit() => Assert.All(
        Contracts.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable))).SelectMany(type => type.GetMethods()),
        method =>
        {
            Assert.NotNull(method.GetCustomAttribute<AliasAttribute>());
            Assert.True(method.IsDefined(typeof(ResponseTimeoutAttribute)) || method.IsDefined(typeof(OneWayAttribute)), method.Name); // nobody waits for the latter
        });

    [Fact]
    public void A_conflict_crosses_with_its_version()
    {
        var copy = (VersionConflictException)Orleans.Deserialize<Exception>(Orleans.SerializeToArray<Exception>(new VersionConflictException(7)))!;

        Assert.Equal((7, "The version in force is 7."), (copy.Current, copy.Message));
    }

    [Fact]
    public void A_rejection_crosses_with_all_its_mistakes()
    {
        var sent = new DefinitionRejectedException([new("a", "no"), new("b", "neither")]);

        var copy = (DefinitionRejectedException)Orleans.Deserialize<Exception>(Orleans.SerializeToArray<Exception>(sent))!;

        Assert.Equal(sent.Mistakes, copy.Mistakes);
        Assert.Equal(sent.Message, copy.Message);
    }

    [Fact]
    public void A_secret_shows_nothing_of_itself()
    {
        Assert.Equal("(reference)", new Secret("${env:KEY}", null, null).ToString());
        Assert.Equal("(sealed)", new Secret(null, "AQID", "a1b2c3").ToString());
        Assert.All(["${env", "AQID", "a1b2c3"], word => Assert.DoesNotContain(word, string.Join('|', Samples.All.Select(sample => sample.ToString())), StringComparison.Ordinal));
    }

    [Fact]
    public void A_reply_does_not_follow_a_call_into_another_process()
    {
        var there = Orleans.Deserialize<ReplySink>(Orleans.SerializeToArray(new ReplySink(null!, null!, 0)))!;

        Assert.Throws<InvalidOperationException>(() => there.TryTake());
    }

    /// <summary>Without what Orleans generates, which carries the names of what it was generated from.</summary>
    private static IEnumerable<Type> Written() => Contracts.GetTypes().Where(type => type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) is not true);

    private static object Sample(string name) => Samples.All.Single(sample => sample.GetType().Name == name);

    private static object ThroughState<T>(T sample) => StateJson.Read<T>(StateJson.Write(sample))!;

    private static string Json(object value) => JsonSerializer.Serialize(value, value.GetType());
}
