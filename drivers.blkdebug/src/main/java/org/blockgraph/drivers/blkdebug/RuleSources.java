// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverOptions;

/** Finds a node's rules: in its options, and in the file that the option {@code config} names. */
final class RuleSources {

    /** The longest file of rules, in bytes. */
    private static final int MAX_FILE = 1 << 16;

    private static final Pattern SECTION = Pattern.compile("\\[\\s*([a-z-]+)\\s*]");
    private static final Pattern SETTING = Pattern.compile("([a-z_]+)\\s*=\\s*\"([^\"]*)\"");

    private final String node;
    private final List<Rule> rules = new ArrayList<>();

    private RuleSources(String node) {
        this.node = node;
    }

    static List<Rule> of(String node, DriverOptions options) throws BlockException {
        RuleSources sources = new RuleSources(node);
        String config = options.text("config");
        if (config != null) {
            sources.readFile(config);
        }
        for (String kind : RuleText.KEYS.keySet().stream().sorted().toList()) {
            sources.readOptions(kind, options);
        }
        return sources.rules;
    }

    /** Rules are numbered from 0 without a gap; what follows a gap the core reports as unknown. */
    private void readOptions(String kind, DriverOptions options) throws BlockException {
        for (int number = 0; true; number++) {
            String prefix = kind + '.' + number + '.';
            Map<String, String> fields = new HashMap<>();
            for (String key : RuleText.KEYS.get(kind)) {
                String text = options.text(prefix + key);
                if (text != null) {
                    fields.put(key, text);
                }
            }
            if (fields.isEmpty()) {
                return;
            }
            add(new RuleText(node + ": rule " + number, kind, fields));
        }
    }

    private void readFile(String name) throws BlockException {
        String where = node + ": " + name;
        String kind = null;
        Map<String, String> fields = new HashMap<>();
        for (String line : content(name).split("\\R")) {
            String text = line.strip();
            Matcher section = SECTION.matcher(text);
            Matcher setting = SETTING.matcher(text);
            if (section.matches() && isKind(section.group(1))) {
                if (kind != null) {
                    add(new RuleText(where, kind, fields));
                }
                kind = section.group(1);
                fields = new HashMap<>();
            } else if (setting.matches() && kind != null) {
                fields.put(setting.group(1), setting.group(2));
            } else if (!text.isEmpty() && !text.startsWith("#")) {
                throw invalid(where + ": '" + text + "' is neither [inject-error], [set-state], [suspend]"
                        + " nor, below one, KEY = \"VALUE\"");
            }
        }
        if (kind != null) {
            add(new RuleText(where, kind, fields));
        }
    }

    private static boolean isKind(String word) {
        return RuleText.KEYS.containsKey(word);
    }

    private String content(String name) throws BlockException {
        byte[] bytes;
        try (InputStream file = Files.newInputStream(Path.of(name))) {
            bytes = file.readNBytes(MAX_FILE + 1);
        } catch (IOException | IllegalArgumentException e) {
            String sentence = node + ": can't read the rules in " + name + ": " + e;
            throw new BlockException(BlockError.NOT_FOUND, node, sentence);
        }
        if (bytes.length > MAX_FILE) {
            throw invalid(node + ": the rules in " + name + " are longer than " + MAX_FILE + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void add(RuleText text) throws BlockException {
        if (rules.size() >= Engine.MAX_RULES) {
            throw invalid(node + ": more than " + Engine.MAX_RULES + " rules");
        }
        rules.add(text.rule());
    }

    private BlockException invalid(String sentence) {
        return new BlockException(BlockError.INVALID, node, sentence);
    }
}
