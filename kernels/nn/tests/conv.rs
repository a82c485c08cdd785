//! Convolution against its definition, straight from the formula in `format.rs`: no packing, no rings, no tiles.

mod support;

use nn::kernels::Engine;
use nn::model::load;
use nn::run::Run;
use nn::tensor::{Data, Shape};
use std::rc::Rc;
use support::{file, input, ConvSpec, Random};

fn activations(random: &mut Random, count: usize) -> Vec<u8> {
    let full = random.range(0, 5) == 0;
    (0..count)
        .map(|_| {
            if full {
                127
            } else {
                random.range(0, 127) as u8
            }
        })
        .collect()
}

fn extent(size: usize, kernel: usize, stride: usize, ceil: bool) -> Option<usize> {
    if ceil {
        let mut count = 1;
        while (count - 1) * stride + kernel < size {
            count += 1;
        }
        return Some(count);
    }
    (size >= kernel).then(|| (size - kernel) / stride + 1)
}

fn naive(
    spec: &ConvSpec,
    h: usize,
    w: usize,
    x: &[u8],
    skip: &dyn Fn(usize) -> i64,
    out: (usize, usize),
) -> Vec<i64> {
    let (kh, kw) = spec.kernel;
    let ic = if spec.depthwise { 1 } else { spec.ic };
    let mut result = Vec::new();
    for y in 0..out.0 {
        for column in 0..out.1 {
            for o in 0..spec.oc {
                let mut acc = i64::from(spec.bias[o]);
                for tap in 0..kh * kw * ic {
                    let (ky, kx, i) = (tap / (kw * ic), tap / ic % kw, tap % ic);
                    let row = (y * spec.stride.0 + ky).wrapping_sub(spec.pad[0]);
                    let col = (column * spec.stride.1 + kx).wrapping_sub(spec.pad[1]);
                    let channel = if spec.depthwise { o } else { i };
                    let inside = row < h && col < w;
                    let q = if inside {
                        x[(row * w + col) * spec.ic + channel]
                    } else {
                        spec.zero_points[0]
                    };
                    acc += i64::from(spec.weight[o * kh * kw * ic + tap]) * i64::from(q);
                }
                let mut v = acc * i64::from(spec.mult[o]) + (1 << (spec.shift - 1));
                if spec.skip {
                    let s = skip(result.len()) - i64::from(spec.zero_points[2]);
                    v += s * i64::from(spec.skip_mult[o]);
                }
                let v = (v >> spec.shift) + i64::from(spec.zero_points[1]);
                result.push(v.clamp(spec.clamp.0.into(), spec.clamp.1.into()));
            }
        }
    }
    result
}

#[test]
fn convolutions_equal_their_definition() {
    let mut random = Random(7);
    let mut compared = 0;
    for case in 0..600 {
        let spec = ConvSpec::random(&mut random);
        let (h, w) = (random.range(1, 14) as usize, random.range(1, 40) as usize);
        let [top, left, bottom, right] = spec.pad;
        let oh = extent(h + top + bottom, spec.kernel.0, spec.stride.0, spec.ceil);
        let ow = extent(w + left + right, spec.kernel.1, spec.stride.1, spec.ceil);
        let mut inputs = vec![input("x", spec.zero_points[0], spec.ic)];
        if spec.skip {
            inputs.push(input("s", spec.zero_points[2], spec.oc));
        }
        let graphs =
            load(&file(&inputs, &[spec.bytes(0, 1)])).expect("the specification is in range");
        let mut run = Run::new(Rc::new(graphs.into_iter().next().expect("one graph")));
        let x = activations(&mut random, h * w * spec.ic);
        run.set_input("x", Shape { h, w, c: spec.ic }, false, x.clone())
            .expect("x fits");
        let (Some(oh), Some(ow)) = (oh, ow) else {
            if !spec.skip {
                assert!(
                    run.execute(Engine::Simd, None).is_err(),
                    "case {case}: the window does not fit"
                );
            }
            continue;
        };
        let s = activations(&mut random, oh * ow * spec.oc);
        if spec.skip {
            run.set_input(
                "s",
                Shape {
                    h: oh,
                    w: ow,
                    c: spec.oc,
                },
                false,
                s.clone(),
            )
            .expect("s fits");
        }
        run.execute(Engine::Simd, None).expect("sizes fit");
        let got = run.output(0).expect("y is there");
        assert_eq!(
            got.shape,
            Shape {
                h: oh,
                w: ow,
                c: spec.oc
            },
            "case {case}"
        );
        let values: Vec<i64> = match &got.data {
            Data::U7(bytes) => bytes[..got.shape.len()].iter().map(|&v| v.into()).collect(),
            Data::I16(words) => words.iter().map(|&v| v.into()).collect(),
        };
        let expected = naive(&spec, h, w, &x, &|i| s[i].into(), (oh, ow));
        assert_eq!(values, expected, "case {case}: {spec:?}");
        compared += 1;
    }
    assert!(compared > 400, "only {compared} cases ran");
}

#[test]
fn ranges_that_could_overflow_are_refused() {
    let mut spec = ConvSpec::random(&mut Random(1));
    (spec.oc, spec.ic, spec.kernel, spec.depthwise) = (1, 4, (1, 1), false);
    (spec.skip, spec.shift, spec.i16, spec.clamp) = (false, 2, true, (-9, 9));
    spec.zero_points = [0; 3];
    (spec.weight, spec.bias, spec.mult) = (vec![127; 4], vec![i32::MAX - 4 * 127 * 127], vec![1]);
    let build = |spec: &ConvSpec| load(&file(&[input("x", 0, 4)], &[spec.bytes(0, 0)]));
    assert!(build(&spec).is_ok(), "the largest sum that fits");
    spec.bias[0] += 1;
    assert!(build(&spec)
        .err()
        .expect("one more")
        .to_string()
        .starts_with("unsupported: "));
    (spec.bias, spec.mult) = (vec![0], vec![i32::MIN]);
    assert!(build(&spec)
        .err()
        .expect("a large multiplier")
        .to_string()
        .starts_with("unsupported: "));
}
