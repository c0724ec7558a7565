// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.options;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverOptions;

/**
 * The options of one node and of what is opened along with it. Remembers which keys were asked for, so that
 * one that nobody knows can be named.
 */
public final class OptionMap implements DriverOptions {

    /** The longest text of an option, in characters. */
    public static final int MAX_TEXT = 65_536;

    /** The most options of one open. */
    public static final int MAX_OPTIONS = 4096;

    private final String subject;
    private final TreeMap<String, String> values;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    /**
     * Checks and copies.
     *
     * @param subject the node or image that the options are for, for messages
     */
    public OptionMap(String subject, Map<String, String> values) throws BlockException {
        this.subject = subject;
        this.values = new TreeMap<>();
        if (values.size() > MAX_OPTIONS) {
            throw invalid("more than " + MAX_OPTIONS + " options");
        }
        for (Map.Entry<String, String> each : values.entrySet()) {
            String key = each.getKey();
            String value = each.getValue();
            if (key == null || key.isEmpty() || value == null || value.length() > MAX_TEXT) {
                throw invalid("the option '" + key + "' has no value, or one that is too long");
            }
            this.values.put(key, value);
        }
    }

    /** Returns all options by their keys. */
    public Map<String, String> all() {
        return new HashMap<>(values);
    }

    /** Returns the options of a child, without the prefix. They count as asked for. */
    public Map<String, String> ofChild(String child) {
        Map<String, String> found = new HashMap<>();
        String prefix = child + ".";
        for (Map.Entry<String, String> each : values.tailMap(prefix).entrySet()) {
            if (!each.getKey().startsWith(prefix)) {
                break;
            }
            asked.add(each.getKey());
            found.put(each.getKey().substring(prefix.length()), each.getValue());
        }
        return found;
    }

    /** Tells whether somebody asked for an option, given or not. */
    public boolean wasAsked(String key) {
        return asked.contains(key);
    }

    /** Refuses options that nobody asked for, naming them. */
    public void requireAllAsked() throws BlockException {
        TreeSet<String> left = new TreeSet<>(values.keySet());
        left.removeAll(asked);
        if (!left.isEmpty()) {
            throw invalid("no such option: " + String.join(", ", left));
        }
    }

    @Override
    public String text(String key) {
        asked.add(key);
        return values.get(key);
    }

    @Override
    public String required(String key) throws BlockException {
        String value = text(key);
        if (value == null) {
            throw invalid("the option '" + key + "' is missing");
        }
        return value;
    }

    @Override
    public long size(String key, long otherwise) throws BlockException {
        String value = text(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Sizes.parse(value);
        } catch (NumberFormatException e) {
            throw invalid(
                    "the option '" + key + "' is no size: '" + value + "'; write bytes, or 64k, 10M, 1G");
        }
    }

    @Override
    public boolean flag(String key, boolean otherwise) throws BlockException {
        String value = text(key);
        if (value == null) {
            return otherwise;
        }
        return switch (value) {
            case "on", "yes", "true" -> true;
            case "off", "no", "false" -> false;
            default -> throw invalid("the option '" + key + "' is neither on nor off: '" + value + "'");
        };
    }

    @Override
    public String choice(String key, String otherwise, List<String> words) throws BlockException {
        String value = text(key);
        if (value == null) {
            return otherwise;
        }
        if (!words.contains(value)) {
            throw invalid(
                    "the option '" + key + "' is '" + value + "', not one of " + String.join(", ", words));
        }
        return value;
    }

    private BlockException invalid(String what) {
        return new BlockException(BlockError.INVALID, subject, subject + ": " + what);
    }
}
