using System.Buffers;
using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Gateway.Translation.Errors;

/// <summary>Tells host names, IP and e-mail addresses from field paths (<c>tools.0.custom.input_schema.type</c>), version numbers and model names.</summary>
internal static class PrivateAddress
{
    private const int LongestHost = 253;

    // Not every top-level domain: those that are also the last part of a field path or an English word ("id", "name", "is", "at") would ruin
    // more messages than they protect. A host under one of them is still found by its port or path.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TopLevels = new[]
    {
        "com", "net", "org", "io", "ai", "dev", "cloud", "app", "co", "biz", "edu", "gov", "mil", "arpa", "tech", "online", "site", "xyz", "page",
        "local", "internal", "lan", "corp", "intranet", "localdomain", "svc", "home", "test", "example", "invalid", "localhost", "private",
        "de", "uk", "eu", "us", "fr", "ch", "nl", "pl", "es", "pt", "se", "dk", "fi", "cz", "ru", "cn", "jp", "kr", "hk", "tw", "sg", "au", "nz", "ca", "br", "mx",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

    public static bool IsIp(ReadOnlySpan<char> word)
    {
        if (word.Length is < 2 or > 64)
        {
            return false;
        }

        var v6 = word.Count(':') >= 2;
        var end = v6 ? word.IndexOfAny('/', '%') : word.IndexOfAny('/', ':');
        var address = end < 0 ? word : word[..end];
        return (v6 ? address.Contains("::", StringComparison.Ordinal) || address.Count(':') == 7 : address.Count('.') == 3)
            && IPAddress.TryParse(address, out var parsed)
            && parsed.AddressFamily == (v6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
    }

    public static bool IsEmail(ReadOnlySpan<char> word)
    {
        var at = word.LastIndexOf('@');
        return at > 0 && word[(at + 1)..].IndexOf('.') is > 0 and var dot && char.IsAsciiLetter(word[^1]) && dot < word.Length - at - 2;
    }

    /// <summary>Whether a host name begins the word, with or without a port or a path after it.</summary>
    public static bool StartsHost(ReadOnlySpan<char> word)
    {
        word = word[..Math.Min(word.Length, LongestHost + 8)]; // A longer look, repeated for every part, would be quadratic.
        var length = word.IndexOfAny(":/?#");
        var host = length < 0 ? word : word[..length];
        var rest = word[host.Length..];
        if (host.Length is < 4 or > LongestHost || !char.IsAsciiLetterOrDigit(host[0]))
        {
            return false;
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IsWwwName(host))
        {
            return true;
        }

        if (host.ContainsAnyExcept(HostCharacters))
        {
            return false;
        }

        var last = host[(host.LastIndexOf('.') + 1)..];
        var dotted = last.Length < host.Length;
        if (dotted && TopLevels.Contains(last))
        {
            return !host.Contains("..", StringComparison.Ordinal);
        }

        return (dotted && last.Length >= 2 && !last.ContainsAnyExcept(Letters) && (IsPort(rest) || rest is ['/', not '.', ..]))
            || (!dotted && host.Contains('-') && IsPort(rest));
    }

    private static bool IsWwwName(ReadOnlySpan<char> host) => host.StartsWith("www.", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>:80</c> or <c>:443</c>, or four digits and more: fewer are a line, a status or the size of a model.</summary>
    private static bool IsPort(ReadOnlySpan<char> rest)
    {
        if (rest is not [':', .. var port])
        {
            return false;
        }

        var end = port.IndexOfAnyExceptInRange('0', '9');
        port = end < 0 ? port : port[..end];
        return port is "80" or "443" || port.Length is 4 or 5;
    }
}
