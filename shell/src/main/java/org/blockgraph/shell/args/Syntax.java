// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a command takes: its options and operands, from which arguments are parsed and usage is printed.
 * Immutable; made once for each command.
 */
public final class Syntax {

    /** The scope of all commands. */
    public static final String SCOPE = "block";

    /** The option that every command has. */
    static final String HELP = "--help";

    /** The option that chooses between text for people and JSON, by qemu-img's name. */
    static final String OUTPUT = "--output";

    /** Short for JSON output. */
    static final String JSON = "--json";

    private final String command;
    private final String summary;
    private final List<Option> options;
    private final List<Operand> operands;

    private Syntax(Builder builder) {
        this.command = builder.command;
        this.summary = builder.summary;
        this.options = List.copyOf(builder.options);
        this.operands = List.copyOf(builder.operands);
    }

    /**
     * Begins the syntax of a command.
     *
     * @param command its name, without the scope
     * @param summary what it does, in a few words
     */
    public static Builder command(String command, String summary) {
        return new Builder(command, summary);
    }

    /**
     * Parses what was typed.
     *
     * @throws UsageException names the argument that is wrong; with {@code --help} nothing is wrong
     */
    public Arguments parse(String... typed) throws UsageException {
        return new ArgumentParser(this).parse(typed);
    }

    /** Returns the command's name without the scope. */
    public String command() {
        return command;
    }

    /** Returns the usage line: the command, its options and its operands. */
    public String synopsis() {
        return Stream.concat(
                        options.stream().filter(option -> !option.key().equals(HELP)).map(Option::synopsis),
                        operands.stream().map(Operand::synopsis))
                .collect(Collectors.joining(" ", SCOPE + ':' + command + ' ', ""))
                .strip();
    }

    /** Returns the summary, the usage line, and a line for each operand and option. */
    public String usage() {
        int width = Stream.concat(operands.stream().map(Operand::name), options.stream().map(Option::label))
                .mapToInt(String::length)
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add(SCOPE + ':' + command + " - " + summary);
        lines.add("usage: " + synopsis());
        for (Operand operand : operands) {
            lines.add(usageLine(width, operand.name(), operand.help()));
        }
        for (Option option : options) {
            lines.add(usageLine(width, option.label(), option.help()));
        }
        return String.join("\n", lines);
    }

    private static String usageLine(int width, String label, String help) {
        return "  " + label + " ".repeat(width - label.length() + 2) + help;
    }

    List<Option> options() {
        return options;
    }

    List<Operand> operands() {
        return operands;
    }

    /** Collects options and operands in the order in which usage shows them. */
    public static final class Builder {

        private final String command;
        private final String summary;
        private final List<Option> options = new ArrayList<>();
        private final List<Operand> operands = new ArrayList<>();

        private Builder(String command, String summary) {
            this.command = command;
            this.summary = summary;
        }

        /** Adds an option without a value. */
        public Builder flag(String help, String... names) {
            options.add(new Option(List.of(names), null, false, help));
            return this;
        }

        /** Adds an option with a value. */
        public Builder value(String value, String help, String... names) {
            options.add(new Option(List.of(names), value, false, help));
            return this;
        }

        /** Adds an option with a value that may be given more than once. */
        public Builder values(String value, String help, String... names) {
            options.add(new Option(List.of(names), value, true, help));
            return this;
        }

        /** Adds the options that choose between text and JSON. */
        public Builder output() {
            return value("human|json", "text for people (the default) or JSON", OUTPUT)
                    .flag("short for --output json", JSON);
        }

        /** Adds an operand that must be given. */
        public Builder operand(String name, String help) {
            operands.add(new Operand(name, true, help));
            return this;
        }

        /** Adds an operand that may be left out; those that must be given come before it. */
        public Builder optional(String name, String help) {
            operands.add(new Operand(name, false, help));
            return this;
        }

        /** Returns the syntax. */
        public Syntax build() {
            flag("print this", HELP, "-h");
            return new Syntax(this);
        }
    }
}
