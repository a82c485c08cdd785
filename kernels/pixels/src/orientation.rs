//! Turning a picture upright by its EXIF orientation.

use crate::rgb::Rgb;

/// The picture as it is meant to be seen; `orientation` is EXIF's number, 1 to 8.
pub fn upright(picture: Rgb, orientation: u8) -> Rgb {
    let (width, height) = (picture.width as usize, picture.height as usize);
    // Where the pixel of column x and row y of the result stands: its offset at (0, 0) and what a step right and down adds.
    let (w, last_x, last_y) = (width as isize, width as isize - 1, height as isize - 1);
    let (turned, begin, right, down) = match orientation {
        2 => (false, last_x, -1, w),
        3 => (false, last_y * w + last_x, -1, -w),
        4 => (false, last_y * w, 1, -w),
        5 => (true, 0, w, 1),
        6 => (true, last_y * w, -w, 1),
        7 => (true, last_y * w + last_x, -w, -1),
        8 => (true, last_x, w, -1),
        _ => return picture,
    };
    let (to_width, to_height) = if turned {
        (height, width)
    } else {
        (width, height)
    };
    let mut data = Vec::with_capacity(picture.data.len());
    for y in 0..to_height as isize {
        for x in 0..to_width as isize {
            let at = 3 * (begin + y * down + x * right) as usize;
            data.extend_from_slice(&picture.data[at..at + 3]);
        }
    }
    Rgb {
        width: to_width as u32,
        height: to_height as u32,
        data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ```text
    /// 1 2 3
    /// 4 5 6
    /// ```
    fn grid() -> Rgb {
        Rgb {
            width: 3,
            height: 2,
            data: (1..=6).flat_map(|v| [v; 3]).collect(),
        }
    }

    #[test]
    fn every_orientation_moves_every_pixel_where_it_belongs() {
        for (exif, width, expected) in [
            (1, 3, [1, 2, 3, 4, 5, 6]),
            (2, 3, [3, 2, 1, 6, 5, 4]),
            (3, 3, [6, 5, 4, 3, 2, 1]),
            (4, 3, [4, 5, 6, 1, 2, 3]),
            (5, 2, [1, 4, 2, 5, 3, 6]),
            (6, 2, [4, 1, 5, 2, 6, 3]),
            (7, 2, [6, 3, 5, 2, 4, 1]),
            (8, 2, [3, 6, 2, 5, 1, 4]),
        ] {
            let turned = upright(grid(), exif);
            let values: Vec<u8> = turned.data.chunks_exact(3).map(|p| p[0]).collect();
            assert_eq!(turned.width, width, "EXIF {exif}");
            assert_eq!(values, expected, "EXIF {exif}");
        }
    }

    #[test]
    fn a_picture_one_pixel_wide_turns_too() {
        let column = Rgb {
            width: 1,
            height: 3,
            data: (1..=3).flat_map(|v| [v; 3]).collect(),
        };
        let row = upright(column, 6);
        assert_eq!((row.width, row.height), (3, 1));
        assert_eq!(row.data, [3, 3, 3, 2, 2, 2, 1, 1, 1]);
    }
}
