// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is known before one instruction: the lock states, the local variables and the operands. */
final class Frame {

    LockStates states;
    private final Value[] locals;
    private final List<Value> operands;

    private Frame(LockStates states, Value[] locals, List<Value> operands) {
        this.states = states;
        this.locals = locals;
        this.operands = operands;
    }

    /** At the beginning of a method. */
    static Frame begin(LockState state, int locals) {
        Value[] values = new Value[locals];
        Arrays.fill(values, Value.ANY);
        return new Frame(LockStates.of(state), values, new ArrayList<>());
    }

    Frame copy() {
        return new Frame(states, locals.clone(), new ArrayList<>(operands));
    }

    /** As a handler sees it when an instruction throws. */
    Frame thrown(LockStates at) {
        return new Frame(at, locals.clone(), new ArrayList<>(List.of(Value.ANY)));
    }

    /** Adds what is known on another way to the same place; tells whether that is anything new. */
    boolean add(Frame other) {
        boolean changed = !states.and(other.states).equals(states);
        states = states.and(other.states);
        for (int i = 0; i < locals.length; i++) {
            Value both = locals[i].or(other.locals[i]);
            changed |= !both.equals(locals[i]);
            locals[i] = both;
        }
        for (int i = 0; i < operands.size(); i++) {
            Value both = operands.get(i).or(other.operands.get(i));
            changed |= !both.equals(operands.get(i));
            operands.set(i, both);
        }
        return changed;
    }

    Value local(int slot) {
        return locals[slot];
    }

    void local(int slot, Value value) {
        locals[slot] = value;
    }

    /** Pushes a value that takes so many slots. */
    void push(Value value, int slots) {
        if (slots > 0) {
            operands.add(value);
        }
        if (slots > 1) {
            operands.add(Value.ANY);
        }
    }

    /** Pops a value of so many slots; the slot that tells something of it comes first. */
    Value pop(int slots) {
        Value value = Value.ANY;
        for (int i = 0; i < slots; i++) {
            value = operands.removeLast();
        }
        return value;
    }

    /** Copies the topmost slots to below some more. */
    void duplicate(int slots, int below) {
        int from = operands.size() - slots;
        List<Value> copied = List.copyOf(operands.subList(from, operands.size()));
        operands.addAll(from - below, copied);
    }
}
