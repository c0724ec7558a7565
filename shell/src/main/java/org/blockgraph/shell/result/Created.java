// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An image that was made.
 *
 * @param file where
 * @param format its format
 * @param size its virtual size, in bytes
 * @param options the format's options, as they were given
 */
public record Created(String file, String format, long size, Map<String, String> options) {

    /** Copies the options and keeps their order. */
    public Created {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}
