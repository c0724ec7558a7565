// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverOptions;

/** Options out of a map, without the core's rules about what nobody asked for. */
record TestOptions(Map<String, String> values) implements DriverOptions {

    @Override
    public String text(String key) {
        return values.get(key);
    }

    @Override
    public String required(String key) throws BlockException {
        return choice(key, null, List.copyOf(values.values()));
    }

    @Override
    public long size(String key, long otherwise) {
        return values.containsKey(key) ? Long.parseLong(values.get(key)) : otherwise;
    }

    @Override
    public boolean flag(String key, boolean otherwise) {
        return values.containsKey(key) ? values.get(key).equals("on") : otherwise;
    }

    @Override
    public String choice(String key, String otherwise, List<String> words) throws BlockException {
        String value = values.getOrDefault(key, otherwise);
        if (value == null || !words.contains(value)) {
            throw new BlockException(BlockError.INVALID, "the option '" + key + "' is '" + value + "'");
        }
        return value;
    }
}
