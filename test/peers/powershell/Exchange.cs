using System.Collections;
using System.Text.RegularExpressions;

// Types of Exchange's that .NET does not have, as far as they refuse a value: named as Microsoft's reference names them.
namespace Exchange;

/// What names an object of Exchange's: any text, but some.
public class Id
{
    public Id(string text)
    {
        if (string.IsNullOrEmpty(text)) throw new ArgumentException("An identity cannot be empty.");
    }
}

/// A list in the place of what is there, or @{Add = ...; Remove = ...} that changes it.
public class Multi
{
    public Multi(string text) { }
    public Multi(object[] items) { }
    public Multi(Hashtable change)
    {
        foreach (var key in change.Keys)
            if (!Regex.IsMatch($"{key}", "^(add|remove)$", RegexOptions.IgnoreCase)) throw new ArgumentException($"A list is changed by Add and Remove; it has no {key}.");
    }
}

public abstract class Checked
{
    protected Checked(string text, string pattern)
    {
        if (!Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase)) throw new ArgumentException($"\"{text}\" is no valid {GetType().Name}.");
    }

    protected const string Label = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?";
}

public class Fqdn(string text) : Checked(text, $@"^{Label}(\.{Label})*$");
public class Hostname(string text) : Checked(text, $@"^{Label}(\.{Label})*$");
public class SmtpDomain(string text) : Checked(text, $@"^(\*|{Label})(\.{Label})*$");
public class SmtpDomainWithSubdomains(string text) : Checked(text, $@"^(\*\.)?{Label}(\.{Label})*$");
public class SmtpAddress(string text) : Checked(text, @"^[^@\s]+@[^@\s]+$");
public class EmailAddressPolicyPriority(string text) : Checked(text, @"^(\d+|lowest)$");
public class EnhancedTimeSpan(string text) : Checked(text, @"^(\d+\.)?\d{1,2}:\d{2}(:\d{2})?$");

public class Unlimited(string text) : Checked(text, @"^(unlimited|\d+( ?[kmgt]?b)?( \([\d,]+ bytes\))?)$")
{
    public Unlimited(int number) : this($"{number}") { }
}
