// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed, sorted by a {@link Syntax}. Operands are asked for by their names, options by their first
 * names; asking for a name that the syntax does not have is a bug. Immutable.
 */
public final class Arguments {

    private final Syntax syntax;
    private final Map<String, List<String>> options;
    private final Map<String, String> operands;

    Arguments(Syntax syntax, Map<String, List<String>> options, Map<String, String> operands) {
        this.syntax = syntax;
        this.options = Map.copyOf(options);
        this.operands = Map.copyOf(operands);
    }

    /** Tells whether usage is asked for; then no operand need be there. */
    public boolean help() {
        return has(Syntax.HELP);
    }

    /** Tells whether the option was given. */
    public boolean has(String option) {
        assert syntax.options().stream().anyMatch(known -> known.key().equals(option)) : option;
        return options.containsKey(option);
    }

    /** Returns the option's value. */
    public Optional<String> value(String option) {
        return values(option).stream().findFirst();
    }

    /** Returns every value of an option that may be given more than once, in the order given. */
    public List<String> values(String option) {
        return has(option) ? options.get(option) : List.of();
    }

    /** Returns an operand that may be left out. */
    public Optional<String> operand(String name) {
        assert syntax.operands().stream().anyMatch(known -> known.name().equals(name)) : name;
        return Optional.ofNullable(operands.get(name));
    }

    /**
     * Returns an operand that must be given.
     *
     * @throws UsageException when it is empty
     */
    public String text(String name) throws UsageException {
        String text = operand(name).orElseThrow(() -> new AssertionError("operand not required: " + name));
        if (text.isEmpty()) {
            throw wrong(name, "is empty");
        }
        return text;
    }

    /**
     * Returns an option's value that is a name, or null without it.
     *
     * @throws UsageException when it is empty
     */
    public String nameOf(String option) throws UsageException {
        Optional<String> name = value(option);
        if (name.isPresent() && name.get().isEmpty()) {
            throw wrong(option, "is empty");
        }
        return name.orElse(null);
    }

    /** Returns an operand that is a size or an offset, in bytes. */
    public long size(String name) throws UsageException {
        return toSize(name, text(name));
    }

    /** Returns an operand that is a size, in bytes, or something else when it is left out. */
    public long size(String name, long otherwise) throws UsageException {
        return operand(name).isPresent() ? size(name) : otherwise;
    }

    /** Returns an option's value that is a size or an offset, in bytes, or something else without it. */
    public long sizeOf(String option, long otherwise) throws UsageException {
        Optional<String> text = value(option);
        return text.isPresent() ? toSize(option, text.get()) : otherwise;
    }

    /** Reads a size in bytes that stands somewhere within an argument. */
    public long toSize(String argument, String text) throws UsageException {
        try {
            return Sizes.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(argument, e.getMessage());
        }
    }

    /** Returns an option's value that is a number of things, at least 1, or something else without it. */
    public int countOf(String option, int otherwise) throws UsageException {
        Optional<String> text = value(option);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int count = Integer.parseInt(text.get());
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // told below, together with zero and less
        }
        throw wrong(option, "'" + text.get() + "' is no number of 1 or more");
    }

    /** Returns an option's value that is a pattern byte. */
    public byte patternOf(String option) throws UsageException {
        String text = value(option).orElseThrow(() -> new AssertionError("ask has() first: " + option));
        try {
            return PatternByte.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(option, e.getMessage());
        }
    }

    /** Returns the settings of an option that takes {@code K=V,...}, all of its values together. */
    public Map<String, String> settingsOf(String option) throws UsageException {
        return toSettings(option, values(option));
    }

    /** Returns the settings of an operand of the form {@code K=V,...}. */
    public Map<String, String> settings(String name) throws UsageException {
        return toSettings(name, List.of(text(name)));
    }

    /** Tells whether JSON is asked for instead of text for people. */
    public boolean json() throws UsageException {
        Optional<String> output = value(Syntax.OUTPUT);
        if (output.isEmpty()) {
            return has(Syntax.JSON);
        }
        return switch (output.get()) {
            case "json" -> true;
            case "human" -> {
                if (has(Syntax.JSON)) {
                    throw wrong(Syntax.JSON, "contradicts --output human");
                }
                yield false;
            }
            default -> throw wrong(Syntax.OUTPUT, "'" + output.get() + "' is neither human nor json");
        };
    }

    /** Makes the exception that complains about an argument, for rules between arguments. */
    public UsageException wrong(String argument, String complaint) {
        return new UsageException(syntax.command(), argument, complaint);
    }

    private Map<String, String> toSettings(String argument, List<String> texts) throws UsageException {
        try {
            return Settings.parse(texts);
        } catch (IllegalArgumentException e) {
            throw wrong(argument, e.getMessage());
        }
    }
}
