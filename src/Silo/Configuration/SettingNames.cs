using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Silo.Stopping;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>Which settings there are. One that nobody reads is a mistake of whoever has written it, and is said at the start.</summary>
public static class SettingNames
{
    /// <summary>Sections and what is read of them; null: something that another program of the gateway reads.</summary>
    public static IReadOnlyList<(string Section, Type? Type)> OfSilos { get; } =
    [
        (NodeOptions.Section, typeof(NodeOptions)),
        (NodeOptions.Section, typeof(DrainOptions)),
        (NodeOptions.Section, typeof(MirrorOptions)),
        (RedisOptions.Section, typeof(RedisOptions)),
        (AzureStorageOptions.Section, typeof(AzureStorageOptions)),
        (MembershipOptions.Section, typeof(MembershipOptions)),
        (ClusterTlsOptions.Section, typeof(ClusterTlsOptions)),
        ("Gateway:Relay", typeof(RelayOptions)),
        ("Gateway:Usage", typeof(UsageOptions)),
    ];

    /// <summary>A silo without HTTP may get the environment of the front ends as well.</summary>
    public static IReadOnlyList<(string Section, Type? Type)> OfSiloProgram { get; } =
        [.. OfSilos, ("Gateway:Front", null), ("Gateway:Admin", null), ("Gateway:ClientJwt", null)];

    /// <exception cref="InvalidDataException">A setting has a name that nobody reads. All of them are named.</exception>
    public static void Check(IConfiguration configuration, IReadOnlyList<(string Section, Type? Type)> sections)
    {
        var unknown = configuration.GetSection(NodeOptions.Section).GetChildren().SelectMany(child => Unknown(child, sections)).ToArray();
        if (unknown.Length > 0)
        {
            throw new InvalidDataException(string.Join(Environment.NewLine, unknown));
        }
    }

    private static IEnumerable<string> Unknown(IConfigurationSection setting, IReadOnlyList<(string Section, Type? Type)> sections)
    {
        if (sections.Any(known => known.Type is null && known.Section.Equals(setting.Path, StringComparison.OrdinalIgnoreCase)))
        {
            return [];
        }

        var parent = setting.Path[..setting.Path.LastIndexOf(':')];
        var property = sections.Where(known => known.Section.Equals(parent, StringComparison.OrdinalIgnoreCase))
            .Select(known => Property(known.Type, setting.Key)).FirstOrDefault(found => found is not null);
        var isSection = sections.Any(known => known.Section.Equals(setting.Path, StringComparison.OrdinalIgnoreCase)
            || known.Section.StartsWith(setting.Path + ":", StringComparison.OrdinalIgnoreCase));
        if (property is null && !isSection)
        {
            return [Message(setting.Path, sections)];
        }

        return isSection ? setting.GetChildren().SelectMany(child => Unknown(child, sections)) : Unknown(setting, property!.PropertyType);
    }

    /// <summary>What stands below a setting: nothing, the properties of an object, or the entries of a list or a dictionary.</summary>
    private static IEnumerable<string> Unknown(IConfigurationSection setting, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)))
        {
            var entry = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[^1];
            return setting.GetChildren().SelectMany(child => Unknown(child, entry));
        }

        return setting.GetChildren().SelectMany(child => Property(type, child.Key) is { } property
            ? Unknown(child, property.PropertyType)
            : [$"'{child.Path}' is no setting of the gateway. Take it away, or mend its name."]);
    }

    private static PropertyInfo? Property(Type? type, string name) =>
        Properties(type).FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the binder sets: also what is filled in place, such as a list.</summary>
    private static IEnumerable<PropertyInfo> Properties(Type? type) => type?.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.SetMethod is { IsPublic: true } || (!property.PropertyType.IsValueType && property.PropertyType != typeof(string))) ?? [];

    private static string Message(string path, IReadOnlyList<(string Section, Type? Type)> sections)
    {
        var known = sections.SelectMany(section => Properties(section.Type).Select(property => $"{section.Section}:{property.Name}").Append(section.Section));
        // One that was not written to its end is far away, and the likeliest.
        var nearest = known.Select(name => (Name: name, Distance: name.StartsWith(path, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(name.ToUpperInvariant(), path.ToUpperInvariant())))
            .MinBy(one => one.Distance);
        return $"'{path}' is no setting of the gateway. {(nearest.Distance <= 4 ? $"Did you mean '{nearest.Name}'?" : "Take it away, or mend its name.")}";
    }

    /// <summary>How many letters have to be put in, left out or replaced.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var before = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                (before, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, before + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
