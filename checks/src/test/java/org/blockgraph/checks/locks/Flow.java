// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.blockgraph.checks.locks.Value.Told;

/** Follows all ways through one method, called in one state, and finds the states at each of its calls. */
final class Flow {

    private final Analysis analysis;
    private final Visit visit;
    private final Body body;
    private final Frame[] frames;
    private final Deque<Integer> todo = new ArrayDeque<>();

    private Flow(Analysis analysis, Visit visit) {
        this.analysis = analysis;
        this.visit = visit;
        this.body = visit.method().body();
        this.frames = new Frame[body.code().size()];
    }

    static void run(Analysis analysis, Visit visit) {
        Flow flow = new Flow(analysis, visit);
        flow.arrive(0, flow.entry());
        while (!flow.todo.isEmpty()) {
            int place = flow.todo.poll();
            flow.step(place, flow.frames[place].copy());
        }
    }

    private Frame entry() {
        Frame frame = Frame.begin(visit.state(), body.locals());
        int slot = 0;
        int next = 0;
        if (!visit.method().isStatic) {
            frame.local(slot++, visit.arguments().get(next++));
        }
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(visit.method().id.descriptor());
        for (ClassDesc parameter : type.parameterList()) {
            frame.local(slot, visit.arguments().get(next++));
            slot += slots(parameter);
        }
        return frame;
    }

    private void arrive(int place, Frame frame) {
        if (frame.states.isEmpty()) {
            return;
        }
        if (frames[place] == null) {
            frames[place] = frame.copy();
            todo.add(place);
        } else if (frames[place].add(frame)) {
            todo.add(place);
        }
    }

    private void step(int place, Frame frame) {
        Instruction instruction = body.code().get(place);
        switch (instruction) {
            case BranchInstruction branch -> branch(place, branch, frame);
            case TableSwitchInstruction choice ->
                choose(frame, choice.cases(), body.target(choice.defaultTarget()));
            case LookupSwitchInstruction choice ->
                choose(frame, choice.cases(), body.target(choice.defaultTarget()));
            case ReturnInstruction back -> {
                analysis.returned(visit, frame.pop(back.typeKind().slotSize()).plain());
                leave(place, frame);
            }
            case ThrowInstruction _ -> {
                fail(place, frame, frame.states);
                if (body.handlers().get(place).isEmpty()) {
                    leave(place, frame);
                }
            }
            default -> {
                run(place, instruction, frame);
                arrive(place + 1, frame);
            }
        }
    }

    private void run(int place, Instruction instruction, Frame frame) {
        LockStates before = frame.states;
        switch (instruction) {
            case InvokeInstruction invoke -> {
                before = invoke(place, invoke, frame);
            }
            case InvokeDynamicInstruction dynamic -> {
                MethodTypeDesc type = dynamic.typeSymbol();
                List<Value> arguments = arguments(type, frame);
                Value made = Bootstraps.lambda(dynamic, arguments)
                        .map(lambda -> analysis.made(visit, body.lines().get(place), lambda))
                        .orElse(Value.ANY);
                frame.push(made, slots(type.returnType()));
            }
            case NewObjectInstruction made -> {
                frame.push(analysis.made(visit, place, made.className().asInternalName()), 1);
            }
            case FieldInstruction field -> access(field, frame);
            case ArrayStoreInstruction store -> {
                analysis.stored(frame.pop(store.typeKind().slotSize()));
                frame.pop(2);
            }
            default -> Operands.apply(instruction, frame);
        }
        if (canThrow(instruction)) {
            fail(place, frame, before);
        }
    }

    /** What only moves values does not; else a lock would seem to be held behind the call that took it. */
    private static boolean canThrow(Instruction instruction) {
        return !(instruction instanceof LoadInstruction
                || instruction instanceof StoreInstruction
                || instruction instanceof StackInstruction
                || instruction instanceof ConstantInstruction);
    }

    private void fail(int place, Frame frame, LockStates states) {
        body.handlers().get(place).forEach(handler -> arrive(handler, frame.thrown(states)));
    }

    /** Returns the states in which the call throws, if it does. */
    private LockStates invoke(int place, InvokeInstruction invoke, Frame frame) {
        MethodTypeDesc type = invoke.typeSymbol();
        List<Value> arguments = arguments(type, frame);
        boolean receiver = invoke.opcode() != Opcode.INVOKESTATIC;
        if (receiver) {
            arguments.addFirst(frame.pop(1));
        }
        MethodId id = new MethodId(
                invoke.owner().asInternalName(), invoke.name().stringValue(), invoke.type().stringValue());
        boolean virtual = receiver && invoke.opcode() != Opcode.INVOKESPECIAL;
        Value result = Value.NULL;
        LockStates before = frame.states;
        for (LockState state : before.list()) {
            result = result.or(analysis.call(
                    visit, body.lines().get(place), state, new Call(id, receiver, virtual), arguments));
        }
        Optional<LockCalls> lock = LockCalls.of(id);
        frame.states = lock.map(each -> before.map(each.change())).orElse(before);
        frame.push(lock.map(each -> Value.telling(each.told())).orElse(result), slots(type.returnType()));
        return lock.isPresent() && lock.get().gives() ? frame.states : before;
    }

    private static List<Value> arguments(MethodTypeDesc type, Frame frame) {
        List<Value> arguments = new ArrayList<>();
        for (ClassDesc parameter : type.parameterList().reversed()) {
            arguments.addFirst(frame.pop(slots(parameter)).plain());
        }
        return arguments;
    }

    private void access(FieldInstruction field, Frame frame) {
        int slots = slots(field.typeSymbol());
        MethodId name = new MethodId(
                field.owner().asInternalName(), field.name().stringValue(), field.type().stringValue());
        switch (field.opcode()) {
            case GETSTATIC -> frame.push(analysis.read(visit, Value.ANY, name), slots);
            case PUTSTATIC -> analysis.written(Value.ANY, name, frame.pop(slots).plain());
            case GETFIELD -> frame.push(analysis.read(visit, frame.pop(1), name), slots);
            default -> {
                Value value = frame.pop(slots).plain();
                analysis.written(frame.pop(1), name, value);
            }
        }
    }

    private void branch(int place, BranchInstruction branch, Frame frame) {
        int target = body.target(branch.target());
        switch (branch.opcode()) {
            case GOTO, GOTO_W -> arrive(target, frame);
            case IFEQ, IFNULL -> test(place, target, frame, true);
            case IFNE, IFNONNULL -> test(place, target, frame, false);
            case IFLT, IFGE, IFGT, IFLE -> {
                frame.pop(1);
                both(place, target, frame);
            }
            default -> {
                frame.pop(2);
                both(place, target, frame);
            }
        }
    }

    private void both(int place, int target, Frame frame) {
        arrive(target, frame);
        arrive(place + 1, frame);
    }

    private void test(int place, int target, Frame frame, boolean jumpsWhenZero) {
        Told told = frame.pop(1).told();
        LockStates states = frame.states;
        frame.states = LockCalls.told(told, jumpsWhenZero, states);
        assertion(told, jumpsWhenZero, target, frame.states);
        arrive(target, frame);
        frame.states = LockCalls.told(told, !jumpsWhenZero, states);
        assertion(told, !jumpsWhenZero, place + 1, frame.states);
        arrive(place + 1, frame);
    }

    /** An assertion fails where a state remains in which what it asks for is not so. */
    private void assertion(Told told, boolean zero, int place, LockStates states) {
        boolean asks = told == Told.GLOBAL_HELD || told == Told.WRITE_HELD;
        if (asks && zero && body.code().get(place) instanceof NewObjectInstruction made
                && made.className().asInternalName().equals("java/lang/AssertionError")) {
            states.list().forEach(state -> analysis.complain(
                    Rule.ASSERTION, visit, body.lines().get(place), "the assertion", state));
        }
    }

    private void choose(Frame frame, List<SwitchCase> cases, int otherwise) {
        frame.pop(1);
        arrive(otherwise, frame);
        cases.forEach(each -> arrive(body.target(each.target()), frame));
    }

    private void leave(int place, Frame frame) {
        for (LockState state : frame.states.list()) {
            if (!state.equals(visit.state()) && !LockCalls.isBroker(visit.method().id)) {
                analysis.complain(
                        Rule.UNBALANCED, visit, body.lines().get(place), "its end", state);
            }
        }
    }

    private static int slots(ClassDesc type) {
        return switch (type.descriptorString()) {
            case "V" -> 0;
            case "J", "D" -> 2;
            default -> 1;
        };
    }
}
