import { createFakeMediaPlane } from './fake-media-plane.ts'
import { describeMediaPlane } from './media-plane-contract.ts'

describeMediaPlane('the fake', () => {
  const plane = createFakeMediaPlane()
  return Promise.resolve({
    plane,
    folder: '/nowhere',
    loseRooms: () => plane.loseRooms(),
    dispose: () => plane.dispose(),
  })
})
