// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One method called in one state with arguments of which something is known; found by following a call. */
final class Visit {

    /**
     * What makes it another visit.
     *
     * @param pardon the pardoned call on the way here, or null
     */
    record Key(Type.Method method, LockState state, List<Value> arguments, Pardon pardon) {}

    private final Key key;
    private final Visit caller;
    private final int line;
    private final String entry;

    /** What it returns, as far as it was followed. */
    Value result = Value.NULL;

    /** The visits that used the result. */
    final Set<Visit> users = new LinkedHashSet<>();

    private Visit(Key key, Visit caller, int line, String entry) {
        this.key = key;
        this.caller = caller;
        this.line = line;
        this.entry = entry;
    }

    /** Called from outside, or by something that is not followed. */
    static Visit entry(Key key, String why) {
        return new Visit(key, null, 0, why);
    }

    static Visit called(Key key, Visit caller, int line) {
        return new Visit(key, caller, line, null);
    }

    Type.Method method() {
        return key.method();
    }

    LockState state() {
        return key.state();
    }

    List<Value> arguments() {
        return key.arguments();
    }

    Pardon pardon() {
        return key.pardon();
    }

    /** Arguments of which nothing is known. Functions are none: who passes one is followed with it. */
    static List<Value> unknown(Type.Method method) {
        List<Value> arguments = new ArrayList<>();
        if (!method.isStatic) {
            arguments.add(Value.ANY);
        }
        for (ClassDesc type : MethodTypeDesc.ofDescriptor(method.id.descriptor()).parameterList()) {
            String name = type.descriptorString().replaceAll("^L|;$", "");
            arguments.add(Outside.isFunction(name) ? Value.NULL : Value.ANY);
        }
        return arguments;
    }

    /** The calls from the entry to a line of this method. */
    String path(int at) {
        String here = method() + "(" + method().source + ":" + at + ")";
        return caller == null ? "[" + entry + "] " + here : caller.path(line) + " -> " + here;
    }
}
