using System.Globalization;
using System.Text;
using Orleans.Gateway.Silo.Usage;

namespace Orleans.Gateway.Api.Admin.Usage;

/// <summary>All rows, as RFC 4180 has them. No name holds a comma, a quotation mark or what a spreadsheet takes for a formula but '-'.</summary>
internal static class UsageCsv
{
    public static byte[] Of(UsageQuestion question, IReadOnlyList<UsageLine> lines)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', question.By.Select(UsageColumns.Name).Concat(UsageColumns.Numbers.Select(column => column.Name)).Append("cost")).Append("\r\n");
        foreach (var line in lines)
        {
            text.AppendJoin(',', line.Keys
                .Concat(UsageColumns.Numbers.Select(column => column.Value(line.Counts).ToString(CultureInfo.InvariantCulture)))
                .Append(UsageColumns.Cost(line.Counts).ToString("0.#########", CultureInfo.InvariantCulture))).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
