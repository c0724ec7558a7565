// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.List;

/** Checks that code keeps to its annotations and to the rules about the lock, by following its calls. */
public final class LockRules {

    private LockRules() {}

    /** Returns a line for each rule that is broken somewhere, with the calls that lead there. */
    public static List<String> broken(Program program, List<Pardon> pardons) {
        return Analysis.run(program, pardons, "");
    }

    /** The same for code that is entered in one package only, such as {@code org/blockgraph/api/}. */
    public static List<String> brokenFrom(Program program, String entered) {
        return Analysis.run(program, List.of(), entered);
    }

    /** Returns the methods that are said to take or give back locks for their callers and don't exist. */
    public static List<String> missingBrokers(Program program) {
        List<String> there = program.types().stream()
                .flatMap(type -> type.methods().values().stream())
                .map(method -> method.id.toString())
                .toList();
        return LockCalls.brokers().stream()
                .map(name -> name.replace('/', '.'))
                .filter(name -> !there.contains(name))
                .toList();
    }
}
