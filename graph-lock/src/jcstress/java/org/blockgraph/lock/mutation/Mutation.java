// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.mutation;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One way to break the lock.
 *
 * @param name what is wrong then
 * @param file the class whose source is changed
 * @param before what stands there exactly once
 * @param after what stands there instead
 * @param litmus the litmus tests that are about it, as a pattern, or an empty string
 */
record Mutation(String name, String file, String before, String after, String litmus) {

    Mutation(String name, String file, String before, String after) {
        this(name, file, before, after, "");
    }

    /**
     * Returns the broken source; fails when it is not clear any more where to break it. How the source is
     * indented and wrapped makes no difference.
     */
    String apply(String source) {
        String words = Stream.of(before.strip().split("\\s+"))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+"));
        List<MatchResult> places = Pattern.compile(words).matcher(source).results().toList();
        if (places.size() != 1) {
            throw new AssertionError("mutation '" + name + "' no longer applies: " + file + " must contain"
                    + " exactly once, and contains " + places.size() + " times:\n" + before);
        }
        return source.substring(0, places.get(0).start()) + after + source.substring(places.get(0).end());
    }
}
