// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts what was typed into options and operands, as getopt_long does: options stand anywhere, short ones may
 * be joined ({@code -qv}), a value follows its option or is joined to it ({@code -fraw}, {@code
 * --output=json}), and {@code --} ends the options. A word such as {@code -1} is a number, not an option: no
 * option begins with a digit. One parser for one line.
 */
final class ArgumentParser {

    private static final String END_OF_OPTIONS = "--";

    private final Syntax syntax;
    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();
    private List<String> words;
    private int next;

    ArgumentParser(Syntax syntax) {
        this.syntax = syntax;
    }

    Arguments parse(String... typed) throws UsageException {
        words = new ArrayList<>();
        for (String word : typed) {
            // Gogo hands the word null over as a null reference
            words.add(String.valueOf(word));
        }
        while (next < words.size()) {
            String word = words.get(next++);
            if (word.equals(END_OF_OPTIONS)) {
                operands.addAll(words.subList(next, words.size()));
                next = words.size();
            } else if (word.startsWith("--")) {
                takeLong(word);
            } else if (word.length() > 1 && word.charAt(0) == '-' && !Character.isDigit(word.charAt(1))) {
                takeShort(word);
            } else {
                operands.add(word);
            }
        }
        Arguments arguments = new Arguments(syntax, options, assignOperands());
        if (!arguments.help()) {
            requireOperands(arguments);
            // complained about here, not when a long command is over
            requireOutput(arguments);
        }
        return arguments;
    }

    private void takeLong(String word) throws UsageException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Option option = option(name);
        if (option.isFlag() && equals >= 0) {
            throw wrong(name, "takes no value");
        }
        if (option.isFlag()) {
            put(option, name, "");
        } else {
            put(option, name, equals < 0 ? nextWord(option, name) : word.substring(equals + 1));
        }
    }

    private void takeShort(String word) throws UsageException {
        for (int i = 1; i < word.length(); i++) {
            String name = "-" + word.charAt(i);
            Option option = option(name);
            if (option.isFlag()) {
                put(option, name, "");
            } else {
                put(option, name, i + 1 < word.length() ? word.substring(i + 1) : nextWord(option, name));
                return;
            }
        }
    }

    private Option option(String name) throws UsageException {
        for (Option option : syntax.options()) {
            if (option.names().contains(name)) {
                return option;
            }
        }
        throw wrong(name, "no such option; usage: " + syntax.synopsis());
    }

    private String nextWord(Option option, String name) throws UsageException {
        if (next == words.size()) {
            throw wrong(name, "needs a value, " + option.value());
        }
        return words.get(next++);
    }

    private void put(Option option, String name, String value) throws UsageException {
        List<String> values = options.computeIfAbsent(option.key(), key -> new ArrayList<>());
        if (!values.isEmpty() && !option.repeatable() && !option.isFlag()) {
            throw wrong(name, "given twice");
        }
        values.add(value);
    }

    private Map<String, String> assignOperands() throws UsageException {
        Map<String, String> assigned = new LinkedHashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            if (i == syntax.operands().size()) {
                if (options.containsKey(Syntax.HELP)) {
                    break;
                }
                throw wrong(operands.get(i), "one word too many; usage: " + syntax.synopsis());
            }
            assigned.put(syntax.operands().get(i).name(), operands.get(i));
        }
        return assigned;
    }

    private void requireOperands(Arguments arguments) throws UsageException {
        for (Operand operand : syntax.operands()) {
            if (operand.required() && arguments.operand(operand.name()).isEmpty()) {
                throw wrong(operand.name(), "missing; usage: " + syntax.synopsis());
            }
        }
    }

    private void requireOutput(Arguments arguments) throws UsageException {
        if (syntax.options().stream().anyMatch(option -> option.key().equals(Syntax.OUTPUT))) {
            arguments.json();
        }
    }

    private UsageException wrong(String argument, String complaint) {
        return new UsageException(syntax.command(), argument, complaint);
    }
}
